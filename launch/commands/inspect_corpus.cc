#include "launch/commands/inspect_corpus.h"

#include <fmt/core.h>

#include <filesystem>

#include "base/atomic_file.h"
#include "core/report/corpus_page.h"
#include "data/shards/corpus.h"
#include "data/shards/corpus_summary.h"

namespace linkbert {
namespace {

// The folder's own name, also where it is given as "corpora/mine/" or ".".
std::string FolderName(const std::string& folder) {
  const std::filesystem::path path = std::filesystem::weakly_canonical(folder);
  return (path.has_filename() ? path.filename() : path.parent_path().filename()).string();
}

void WritePage(const InspectCorpusArguments& arguments, const CorpusSummary& summary) {
  const Corpus corpus = Corpus::Open(arguments.folder);
  const std::string page = report::CorpusPage(FolderName(arguments.folder), summary, corpus);
  WriteFileAtomically(arguments.html, page);
}

}  // namespace

void InspectCorpus(const InspectCorpusArguments& arguments) {
  if (arguments.verify) Corpus::Open(arguments.folder).VerifyAll();
  const CorpusSummary summary = SummarizeCorpus(arguments.folder);
  if (!arguments.html.empty()) WritePage(arguments, summary);
  fmt::print("{}", arguments.json ? SummaryToJson(summary) : SummaryToText(summary));
  if (arguments.json) return;
  if (arguments.verify) fmt::print("every block of every file is sound\n");
  if (!arguments.html.empty()) fmt::print("{}: opens in any browser, needs no network\n", arguments.html);
}

}  // namespace linkbert
