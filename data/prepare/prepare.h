// PrepareCorpus: from a source to a corpus folder, in stages of file-to-file work items shared by ranks and threads.
//
// Flow: DocumentReader + tokenizer -> [PrepareCorpus] -> corpus folder -> Corpus.
// Stages: encode (tokens and names of an item of the source), compare (duplicates), count and relate (lexical links of
// a block of documents, where asked for), write (a shard), and the graph and the manifest by one rank. An item is done
// when its file exists whole, so the same call continues a killed one; the folder's bytes do not depend on ranks,
// threads or interruptions. Intermediate files lie in FOLDER/work and are removed at the end. Collective: every rank of
// the WorkGroup calls it once with the same arguments; they share the folder. Errors: kInput for the source (no
// document at all included), kOutput for a folder that is not ours, is in use or cannot be written, kConfiguration for
// a folder begun with other settings, naming them.
#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "base/options.h"
#include "data/documents/document_reader.h"
#include "data/prepare/prepare_progress.h"
#include "data/shards/manifest.h"
#include "data/tokens/wordpiece.h"

namespace linkbert {

// The ranks that work together, as far as data/ needs to know them.
struct WorkGroup {
  int rank = 0;
  int size = 1;
  std::function<void()> barrier = [] {};
};

struct PrepareOptions {
  double held_out_fraction = 0.05;
  std::int64_t max_segment_tokens = 128;
  std::int64_t shard_tokens = std::int64_t{64} << 20;
  std::int64_t min_tokens = 1;     // shorter documents are dropped
  bool drop_duplicates = false;    // or keep them, on the side of the split of the document they repeat
  double near_duplicates = 0;      // the similarity from which on documents are near duplicates; 0: only exact ones
  std::int64_t lexical_links = 0;  // of each document
  std::int64_t threads = 1;        // of each rank
};
void Visit(OptionVisitor& visitor, PrepareOptions& options);

struct PrepareJob {
  const DocumentReader& reader;
  const WordPieceTokenizer& tokenizer;
  PrepareOptions options;
  std::string folder;
  WorkGroup group = {};
  PrepareProgressCallback progress = [](const PrepareProgress&) {};
  std::string diagnostics = {};  // file to write, a JSON line a document; empty: none
};

struct PrepareResult {
  bool already_finished;  // the folder held this very corpus; nothing was written
  Manifest manifest;
};

PrepareResult PrepareCorpus(const PrepareJob& job);

}  // namespace linkbert
