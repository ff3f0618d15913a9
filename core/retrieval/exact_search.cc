#include "core/retrieval/exact_search.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace linkbert {
namespace {

constexpr std::int64_t kQueries = 256, kDocuments = 4096;  // a block: 4 MB of products

bool IsBetter(const FoundDocument& a, const FoundDocument& b) {
  return a.score != b.score ? a.score > b.score : a.document < b.document;
}

// The best of a query so far, the worst of them at the front.
void Offer(const FoundDocument& found, std::size_t depth, std::vector<FoundDocument>& best) {
  if (best.size() < depth) {
    best.push_back(found);
    std::push_heap(best.begin(), best.end(), IsBetter);
  } else if (IsBetter(found, best.front())) {
    std::pop_heap(best.begin(), best.end(), IsBetter);
    best.back() = found;
    std::push_heap(best.begin(), best.end(), IsBetter);
  }
}

}  // namespace

void NormalizeRows(const Matrix& rows) {
  for (std::int64_t r = 0; r < rows.rows; ++r) {
    double squares = 0;
    for (std::int64_t c = 0; c < rows.columns; ++c) squares += static_cast<double>(rows.Row(r)[c]) * rows.Row(r)[c];
    if (squares == 0) continue;
    const auto scale = static_cast<float>(1 / std::sqrt(squares));
    for (std::int64_t c = 0; c < rows.columns; ++c) rows.Row(r)[c] *= scale;
  }
}

std::vector<std::vector<FoundDocument>> ExactSearch(const ConstMatrix& queries_QH, const ConstMatrix& documents_DH,
                                                    std::span<const std::int64_t> excluded, std::int64_t depth) {
  LB_CHECK(queries_QH.columns == documents_DH.columns && depth > 0);
  LB_CHECK(static_cast<std::int64_t>(excluded.size()) == queries_QH.rows);
  std::vector<std::vector<FoundDocument>> best(static_cast<std::size_t>(queries_QH.rows));
  std::vector<float> products(static_cast<std::size_t>(kQueries * kDocuments));
  for (std::int64_t q0 = 0; q0 < queries_QH.rows; q0 += kQueries) {
    const std::int64_t q1 = std::min(q0 + kQueries, queries_QH.rows);
    for (std::int64_t d0 = 0; d0 < documents_DH.rows; d0 += kDocuments) {
      const std::int64_t d1 = std::min(d0 + kDocuments, documents_DH.rows);
      const Matrix scores(products.data(), q1 - q0, d1 - d0);
      Gemm(queries_QH.Rows(q0, q1), documents_DH.Rows(d0, d1).Transposed(), Store::kOverwrite, scores);
      for (std::int64_t q = q0; q < q1; ++q) {
        for (std::int64_t d = d0; d < d1; ++d) {
          if (d != excluded[static_cast<std::size_t>(q)])
            Offer({d, scores.Row(q - q0)[d - d0]}, static_cast<std::size_t>(depth), best[static_cast<std::size_t>(q)]);
        }
      }
    }
  }
  for (std::vector<FoundDocument>& found : best) std::sort_heap(found.begin(), found.end(), IsBetter);
  return best;
}

}  // namespace linkbert
