// `linkbert inspect corpus DIR`: what a prepared corpus holds, as a table or as JSON (data/shards/corpus_summary.h).
//
// With verify, every block of every file is checked first. Errors: kInput naming the damaged file, dataset and block.
#pragma once
#include <string>

namespace linkbert {

// Prints on stdout.
void InspectCorpus(const std::string& folder, bool json, bool verify = false);

}  // namespace linkbert
