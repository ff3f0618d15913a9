// CorpusPage: a corpus as one HTML file: counts, what became of entries and links, degrees, the longest and most linked
// documents, templates, and some documents to read and to follow links in.
//
// Flow: corpus folder -> SummarizeCorpus + ProfileCorpus -> [CorpusPage] -> `linkbert inspect corpus --html`. The same
// corpus gives the same bytes; everything from it is escaped. Errors: as reading a Corpus.
#pragma once
#include <string>

#include "data/shards/corpus.h"
#include "data/shards/corpus_summary.h"

namespace linkbert::report {

// name: the heading, such as the folder's name.
std::string CorpusPage(const std::string& name, const CorpusSummary& summary, const Corpus& corpus);

}  // namespace linkbert::report
