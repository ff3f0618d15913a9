#include "launch/commands/inspect_document.h"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/error.h"
#include "base/parse_json.h"
#include "data/shards/corpus.h"
#include "data/shards/describe_document.h"

namespace linkbert {
namespace {

constexpr std::size_t kSuggestions = 5;

[[noreturn]] void ThrowUnknown(const Corpus& corpus, const std::string& name) {
  const std::vector<std::string> similar = SimilarTitles(corpus, name, kSuggestions);
  throw Fail(ErrorCode::kInput, "{}: no document has the title or id \"{}\".{}", corpus.folder(), name,
             similar.empty() ? std::string() : fmt::format(" Similar titles: {}.", fmt::join(similar, "; ")));
}

// The line of `--diagnostics` whose id is the document's; empty where there is none, as for links' targets elsewhere.
std::string DiagnosticsOf(const std::string& path, std::string_view id) {
  std::ifstream file(path);
  if (!file) throw Fail(ErrorCode::kInput, "--diagnostics {}: cannot be read.", path);
  const std::string quoted = nlohmann::json(std::string(id)).dump();
  for (std::string line; std::getline(file, line);) {
    if (line.find(quoted) == std::string::npos) continue;
    const auto json = TryParseJson<nlohmann::json>(line);
    if (json.is_object() && json.value("id", nlohmann::json()) == std::string(id)) return line;
  }
  return "";
}

}  // namespace

void InspectDocument(const InspectDocumentArguments& arguments) {
  const Corpus corpus = Corpus::Open(arguments.corpus);
  const std::vector<DocumentId> documents = FindDocuments(corpus, arguments.name);
  if (documents.empty()) ThrowUnknown(corpus, arguments.name);
  for (const DocumentId document : documents) {
    fmt::print("{}", arguments.json ? DocumentToJson(corpus, document) + "\n" : DocumentToText(corpus, document));
    if (arguments.diagnostics.empty()) continue;
    const std::string line = DiagnosticsOf(arguments.diagnostics, corpus.SourceId(document));
    if (arguments.json) {
      fmt::print("{}\n", line.empty() ? "null" : line);
    } else {
      fmt::print("  left out: {}\n", line.empty() ? "not in " + arguments.diagnostics : line);
    }
  }
}

}  // namespace linkbert
