// SummarizeCorpus: what `linkbert inspect corpus` tells: counts, what became of the links, in-degrees, the split.
//
// Flow: corpus folder -> [SummarizeCorpus] -> text or JSON. Reads the manifest, the in-degrees and the split only.
// Errors: as Corpus::Open and ReadManifest.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "data/shards/manifest.h"

namespace linkbert {

// Of the in-degrees of all documents; percentiles are the smallest value that so many reach or stay below.
struct InDegreeSummary {
  std::uint32_t minimum = 0, median = 0, p90 = 0, p99 = 0, maximum = 0;
  double zero_share = 0;                                   // of the documents: no training document links there
  std::vector<std::pair<std::string, std::uint32_t>> top;  // ten titles, most linked first, ties in corpus order
};

struct CorpusSummary {
  Manifest manifest;
  std::string fingerprint;
  InDegreeSummary in_degree;
};

CorpusSummary SummarizeCorpus(const std::string& folder);

std::string SummaryToText(const CorpusSummary& summary);
std::string SummaryToJson(const CorpusSummary& summary);  // one object, indented

// Aligned lines "name  1,234" with a total: entries by fate, links by fate.
std::string AccountingToText(const Manifest& manifest);

}  // namespace linkbert
