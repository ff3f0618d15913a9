// CorpusIndex: what every rank of prepare knows once all items are encoded and compared: which documents the corpus
// has, how they are numbered and cut into shards, and which names lead to them.
//
// Flow: NamesParts + KeptDocuments + Duplicates -> [BuildCorpusIndex] -> shards, lexical links, graph. Read by every
// rank alike from the same files. A dropped duplicate's names lead to the document that stands for it. Errors: kInput
// for a source without a document, for an id that two documents have, for a damaged work file.
#pragma once
#include <cstdint>
#include <vector>

#include "data/documents/accounting.h"
#include "data/links/name_table.h"
#include "data/prepare/duplicates.h"
#include "data/prepare/shard_plan.h"
#include "data/prepare/work_file.h"

namespace linkbert {

class DocumentReader;

struct CorpusIndex {
  explicit CorpusIndex(std::uint64_t shard_tokens);

  NameTable names;
  ShardPlan plan;
  ShardPlan blocks;  // of lexical links
  NamedCounts entries;
  std::vector<std::string> problems;  // the first kMostProblems
  std::vector<Duplicate> duplicates;  // those that are kept, numbered within the corpus
};

struct IndexRequest {
  const DocumentReader& reader;
  const PrepareFolder& folder;
  std::uint64_t shard_tokens;
  const KeptDocuments& versions;             // numbered as encoded
  const std::vector<Duplicate>& duplicates;  // numbered as encoded
  bool drop_duplicates;
  bool names;  // else `names` and what redirects become are left out of the index
};

CorpusIndex BuildCorpusIndex(const IndexRequest& request);

// Writes the folder's KeptFile, unless it lies there. By one rank; the others read it, so that ids are held in memory
// once.
void FindLastVersions(const DocumentReader& reader, const PrepareFolder& folder);

// Throws kInput naming both places where two encoded documents have the same id. One rank is enough.
void RequireUniqueIds(const DocumentReader& reader, const PrepareFolder& folder);

}  // namespace linkbert
