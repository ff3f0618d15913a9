// pubmed_documents FILE...: what PubmedReader makes of the files, as JSON Lines: id, version, title, text, targets,
// deletion. With --count instead of lines only their numbers. One thread; for pubmed_test.py and tests/bench.
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/error.h"
#include "data/documents/pubmed_reader.h"

namespace {

using linkbert::Document;

void Print(const Document& document) {
  const nlohmann::ordered_json line = {
      {"id", document.id},       {"version", document.version}, {"deletion", document.deletion},
      {"title", document.title}, {"text", document.text},       {"targets", document.targets}};
  std::puts(line.dump().c_str());
}

int Run(std::vector<std::string> paths) {
  const bool count = std::erase(paths, "--count") > 0;
  const linkbert::PubmedReader reader(std::move(paths));
  linkbert::NamedCounts dropped;
  std::size_t documents = 0, bytes = 0, targets = 0;
  for (std::size_t item = 0; item < reader.item_count(); ++item) {
    reader.ReadItem(
        item,
        [&](Document&& document) {
          ++documents, bytes += document.text.size(), targets += document.targets.size();
          if (!count) Print(document);
        },
        dropped);
  }
  if (count) std::puts(nlohmann::json{{"documents", documents}, {"bytes", bytes}, {"targets", targets}}.dump().c_str());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return Run({argv + 1, argv + argc});
  } catch (const linkbert::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 4;
  }
}
