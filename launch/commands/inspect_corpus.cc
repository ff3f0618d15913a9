#include "launch/commands/inspect_corpus.h"

#include <fmt/core.h>

#include "data/shards/corpus.h"
#include "data/shards/corpus_summary.h"

namespace linkbert {

void InspectCorpus(const std::string& folder, bool json, bool verify) {
  if (verify) Corpus::Open(folder).VerifyAll();
  const CorpusSummary summary = SummarizeCorpus(folder);
  fmt::print("{}", json ? SummaryToJson(summary) : SummaryToText(summary));
  if (verify && !json) fmt::print("every block of every file is sound\n");
}

}  // namespace linkbert
