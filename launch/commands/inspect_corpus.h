// `linkbert inspect corpus DIR`: what a prepared corpus holds, as a table, as JSON (data/shards/corpus_summary.h) or as
// an HTML page (core/report/corpus_page.h).
//
// With verify, every block of every file is checked first. Errors: kInput naming the damaged file, dataset and block.
#pragma once
#include <string>

namespace linkbert {

struct InspectCorpusArguments {
  std::string folder;
  std::string html;  // the file to write; empty: none
  bool json = false;
  bool verify = false;
};

// Prints on stdout. Throws kOutput if the page cannot be written.
void InspectCorpus(const InspectCorpusArguments& arguments);

}  // namespace linkbert
