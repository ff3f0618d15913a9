// What a reader makes of its files, one thread, without a corpus: for comparisons with other software and for times.
//   read_documents wikipedia FILE...                  JSON Lines: id, title, text, links, other_links, redirect_to, ...
//   read_documents wikipedia --time N FILE...         one line of JSON: counts, and the seconds of N rounds
//   read_documents wikipedia --time N --vocab V ...   the same, with sentences and their tokens
//   read_documents pubmed ...                         the same of PubMed's files
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "data/documents/pubmed_reader.h"
#include "data/documents/wikipedia_reader.h"
#include "data/tokens/segmenter.h"
#include "data/tokens/wordpiece.h"

namespace linkbert {
namespace {

nlohmann::json JsonOf(const NamedCounts& counts) {
  nlohmann::json json = nlohmann::json::object();
  for (const auto& [name, number] : counts) json[name] = number;
  return json;
}

void PrintDocuments(const DocumentReader& reader) {
  NamedCounts dropped;
  const auto print = [](Document&& document) {
    nlohmann::json line{
        {"id", document.id},
        {"version", document.version},
        {"deletion", document.deletion},
        {"title", document.title.empty() && !document.names.empty() ? document.names[0] : document.title},
        {"text", document.text},
        {"other_links", JsonOf(document.other_links)},
        {"redirect_to", document.redirect_to},
        {"targets", document.targets}};
    for (const DocumentLink& link : document.links) {
      line["links"].push_back(
          {{"anchor", document.text.substr(link.begin, link.end - link.begin)}, {"target", link.target}});
    }
    fmt::print("{}\n", line.dump());
  };
  for (std::size_t item = 0; item < reader.item_count(); ++item) reader.ReadItem(item, print, dropped);
  fmt::print("{}\n", nlohmann::json{{"dropped", JsonOf(dropped)}}.dump());
}

struct Totals {
  std::uint64_t documents = 0, redirects = 0, text_bytes = 0, links = 0, tokens = 0;
};

Totals ReadOnce(const DocumentReader& reader, const WordPieceTokenizer* tokenizer) {
  Totals totals;
  NamedCounts dropped;
  std::unique_ptr<Segmenter> segmenter;
  if (tokenizer != nullptr) segmenter = std::make_unique<Segmenter>(*tokenizer, 254);
  SegmentedText segmented;
  const auto count = [&](Document&& document) {
    if (!document.redirect_to.empty()) return void(++totals.redirects);
    ++totals.documents;
    totals.text_bytes += document.text.size();
    totals.links += document.links.size() + document.targets.size();
    if (!segmenter) return;
    segmenter->Segment(document.text, segmented);
    totals.tokens += segmented.encoding.ids.size();
  };
  for (std::size_t item = 0; item < reader.item_count(); ++item) reader.ReadItem(item, count, dropped);
  return totals;
}

std::unique_ptr<DocumentReader> OpenReader(const std::string& source, std::vector<std::string> paths) {
  if (source == "pubmed") return std::make_unique<PubmedReader>(std::move(paths));
  return std::make_unique<WikipediaReader>(std::move(paths));
}

int Main(int argc, char** argv) {
  int rounds = 0, at = 2;
  std::unique_ptr<WordPieceTokenizer> tokenizer;
  std::unique_ptr<Vocabulary> vocabulary;
  for (; at + 1 < argc && std::string(argv[at]).starts_with("--"); at += 2) {
    if (std::string(argv[at]) == "--time") rounds = std::atoi(argv[at + 1]);
    if (std::string(argv[at]) != "--vocab") continue;
    vocabulary = std::make_unique<Vocabulary>(Vocabulary::Load(argv[at + 1]));
    tokenizer = std::make_unique<WordPieceTokenizer>(*vocabulary, TokenizerOptions{});
  }
  const std::string source = argc > at ? argv[1] : "";
  if (source != "wikipedia" && source != "pubmed") {
    return fmt::print(stderr, "usage: read_documents wikipedia|pubmed [--time N] [--vocab V] FILE...\n"), 2;
  }
  const std::unique_ptr<DocumentReader> reader = OpenReader(source, {argv + at, argv + argc});
  if (rounds == 0) return PrintDocuments(*reader), 0;
  Totals totals;
  std::vector<double> seconds;
  for (int round = 0; round < rounds; ++round) {
    const auto start = std::chrono::steady_clock::now();
    totals = ReadOnce(*reader, tokenizer.get());
    seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  fmt::print("{{\"documents\":{},\"redirects\":{},\"text_bytes\":{},\"links\":{},\"tokens\":{},\"seconds\":[{}]}}\n",
             totals.documents, totals.redirects, totals.text_bytes, totals.links, totals.tokens,
             fmt::join(seconds, ","));
  return 0;
}

}  // namespace
}  // namespace linkbert

int main(int argc, char** argv) {
  try {
    return linkbert::Main(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "read_documents: {}\n", error.what());
    return 1;
  }
}
