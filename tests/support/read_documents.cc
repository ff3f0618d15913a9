// What a reader makes of its files, without a corpus: for comparisons with other software and for times.
//   read_documents wikipedia FILE...                  JSON Lines: id, title, text, links, other_links, redirect_to, ...
//   read_documents wikipedia --time N FILE...         one line of JSON: counts, and the seconds of N rounds
//   read_documents wikipedia --time N --vocab V ...   the same, with sentences and their tokens
//                            --threads T              items shared by so many threads
//                            --until records|xml      only cut into pages, or those parsed: the cost of what is left
//   read_documents pubmed ...                         the same of PubMed's files, but for --until
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <future>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "data/documents/record_items.h"
#include "data/sources/pubmed_reader.h"
#include "data/sources/wikipedia_reader.h"
#include "data/tokens/segmenter.h"
#include "data/tokens/wordpiece.h"
#include "data/wikitext/wiki_page.h"

namespace linkbert {
namespace {

nlohmann::json JsonOf(const NamedCounts& counts) {
  nlohmann::json json = nlohmann::json::object();
  for (const auto& [name, number] : counts) json[name] = number;
  return json;
}

void PrintDocuments(const DocumentReader& reader) {
  NamedCounts dropped;
  const auto print = [&dropped](Document&& document) {
    if (!document.problem.empty()) return Count(dropped, document.fate_if_empty);
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

  Totals& operator+=(const Totals& more) {
    documents += more.documents, redirects += more.redirects, text_bytes += more.text_bytes;
    links += more.links, tokens += more.tokens;
    return *this;
  }
};

struct Options {
  int rounds = 0, threads = 1;
  std::string vocabulary, until;
  std::vector<std::string> paths;
};

Totals ReadDocuments(const DocumentReader& reader, const WordPieceTokenizer* tokenizer,
                     std::atomic<std::size_t>& next) {
  Totals totals;
  NamedCounts dropped;
  std::unique_ptr<Segmenter> segmenter;
  if (tokenizer != nullptr) segmenter = std::make_unique<Segmenter>(*tokenizer, 254);
  SegmentedText segmented;
  const auto count = [&](Document&& document) {
    if (!document.problem.empty()) return;
    if (!document.redirect_to.empty()) return void(++totals.redirects);
    ++totals.documents;
    totals.text_bytes += document.text.size();
    totals.links += document.links.size() + document.targets.size();
    if (!segmenter) return;
    segmenter->Segment(document.text, segmented);
    totals.tokens += segmented.encoding.ids.size();
  };
  for (std::size_t item = next++; item < reader.item_count(); item = next++) reader.ReadItem(item, count, dropped);
  return totals;
}

// Counts pages of all kinds, and the bytes of their wikitext.
Totals ReadPages(const RecordItems& items, bool parse, std::atomic<std::size_t>& next) {
  Totals totals;
  NamedCounts dropped;
  const auto count = [&](std::string_view record, const std::string&) {
    ++totals.documents;
    if (!parse) return;
    if (const std::optional<WikiPage> page = ParseWikiPage(record)) totals.text_bytes += page->text.size();
  };
  for (std::size_t item = next++; item < items.item_count(); item = next++) items.ReadItem(item, count, dropped);
  return totals;
}

// What `read`, given the number of the next item, counts in so many threads.
template <typename Read>
Totals InThreads(int threads, const Read& read) {
  std::atomic<std::size_t> next = 0;
  std::vector<std::future<Totals>> running;
  for (int i = 0; i < threads; ++i) running.push_back(std::async(std::launch::async, [&] { return read(next); }));
  Totals sum;
  for (std::future<Totals>& own : running) sum += own.get();
  return sum;
}

void PrintTimes(const Options& options, const std::function<Totals()>& read) {
  Totals totals;
  std::vector<double> seconds;
  for (int round = 0; round < options.rounds; ++round) {
    const auto start = std::chrono::steady_clock::now();
    totals = read();
    seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  fmt::print("{{\"documents\":{},\"redirects\":{},\"text_bytes\":{},\"links\":{},\"tokens\":{},\"seconds\":[{}]}}\n",
             totals.documents, totals.redirects, totals.text_bytes, totals.links, totals.tokens,
             fmt::join(seconds, ","));
}

void TimeDocuments(const Options& options, const DocumentReader& reader) {
  std::unique_ptr<WordPieceTokenizer> tokenizer;
  std::unique_ptr<Vocabulary> vocabulary;
  if (!options.vocabulary.empty()) {
    vocabulary = std::make_unique<Vocabulary>(Vocabulary::Load(options.vocabulary));
    tokenizer = std::make_unique<WordPieceTokenizer>(*vocabulary, TokenizerOptions{});
  }
  const auto read = [&](std::atomic<std::size_t>& next) { return ReadDocuments(reader, tokenizer.get(), next); };
  PrintTimes(options, [&] { return InThreads(options.threads, read); });
}

void TimePages(const Options& options) {
  const RecordItems items(options.paths, {{"page"}, "</mediawiki>"});
  const auto read = [&](std::atomic<std::size_t>& next) { return ReadPages(items, options.until == "xml", next); };
  PrintTimes(options, [&] { return InThreads(options.threads, read); });
}

std::unique_ptr<DocumentReader> OpenReader(const std::string& source, const std::vector<std::string>& paths) {
  if (source == "pubmed") return std::make_unique<PubmedReader>(paths);
  return std::make_unique<WikipediaReader>(paths);
}

int Main(int argc, char** argv) {
  Options options;
  int at = 2;
  for (; at + 1 < argc && std::string(argv[at]).starts_with("--"); at += 2) {
    const std::string name = argv[at], value = argv[at + 1];
    if (name == "--time") options.rounds = std::atoi(value.c_str());
    if (name == "--threads") options.threads = std::atoi(value.c_str());
    if (name == "--vocab") options.vocabulary = value;
    if (name == "--until") options.until = value;
  }
  const std::string source = argc > at ? argv[1] : "";
  if (source != "wikipedia" && (source != "pubmed" || !options.until.empty())) {
    fmt::print(stderr,
               "usage: read_documents wikipedia|pubmed [--time N] [--vocab V] [--threads T] [--until PHASE] FILE...\n");
    return 2;
  }
  options.paths.assign(argv + at, argv + argc);
  if (!options.until.empty()) return TimePages(options), 0;
  const std::unique_ptr<DocumentReader> reader = OpenReader(source, options.paths);
  if (options.rounds == 0) return PrintDocuments(*reader), 0;
  return TimeDocuments(options, *reader), 0;
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
