// RetrievalSet: queries, the documents to search, and which documents each query should find.
//
// Flow: a folder's three files -> [ReadRetrievalSet] -> Embedder where they hold texts -> ExactSearch -> figures.
//   queries.jsonl, corpus.jsonl   {"id", "text"}, or {"id", "embedding": [numbers]} as `embed` writes them; one kind in
//                                 both files
//   relevance.jsonl               {"query": ID, "document": ID, "relevance": number above 0, 1 where it is left out}
// A query without relevant documents takes no part. A document with the query's own id is never found for it.
// Errors: kInput naming file, line, field, seen and wanted.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/metrics/ranking_metrics.h"

namespace linkbert {

// Either texts or vectors.
struct RetrievalItems {
  std::vector<std::string> ids;
  std::vector<std::string> texts;
  std::vector<float> vectors;  // [ids, width]
  std::int64_t width = 0;      // 0: texts
};

struct RetrievalSet {
  RetrievalItems queries, corpus;
  std::vector<Relevance> relevance;        // [queries]
  std::vector<std::int64_t> same_id;       // [queries] the document with the query's id, or -1
  std::size_t queries_without_answer = 0;  // left out of `queries`
};

RetrievalSet ReadRetrievalSet(const std::string& folder);

}  // namespace linkbert
