// ExactSearch: the documents with the largest inner products, for each query, from all of them.
//
// Products are computed block by block (core/kernels/gemm.h), so that memory stays small; no index, no approximation.
// Equal scores are ranked by the document's number. Threads: the kernels' own. Pure.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/kernels/gemm.h"

namespace linkbert {

struct FoundDocument {
  std::int64_t document;
  float score;
};

// Divides each row by its length, for cosine similarity; a row of zeros stays.
void NormalizeRows(const Matrix& rows);

// queries_QH, documents_DH: vectors. excluded: [Q] a document that is not found, or -1. Returns for each query the
// `depth` best, or as many as there are, best first.
std::vector<std::vector<FoundDocument>> ExactSearch(const ConstMatrix& queries_QH, const ConstMatrix& documents_DH,
                                                    std::span<const std::int64_t> excluded, std::int64_t depth);

}  // namespace linkbert
