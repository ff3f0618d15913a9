// FinishCorpus: the last files of a corpus folder, the manifest last of all.
//
// Requires: the shards that manifest.shards describes lie in the folder. Fills in manifest.files, document_links,
// vocabulary_size and added_tokens. One rank calls it. Errors: kOutput; the folder is then no corpus, and calling again
// is safe.
#pragma once
#include <string>

#include "data/shards/graph_file.h"
#include "data/shards/manifest.h"
#include "data/tokens/vocabulary.h"

namespace linkbert {

void FinishCorpus(const std::string& folder, const Vocabulary& vocabulary, const GraphContent& graph,
                  Manifest manifest);

}  // namespace linkbert
