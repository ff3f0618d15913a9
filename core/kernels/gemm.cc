#include "core/kernels/gemm.h"

#include <limits>

#include "base/error.h"

// The Fortran BLAS symbol, which every LibTorch build exports or links: column-major, everything by reference.
extern "C" void sgemm_(const char* transa, const char* transb, const int* m, const int* n, const int* k,
                       const float* alpha, const float* a, const int* lda, const float* b, const int* ldb,
                       const float* beta, float* c, const int* ldc);

namespace linkbert {
namespace {

int Narrow(std::int64_t value) {
  LB_CHECK(value >= 0 && value <= std::numeric_limits<int>::max(), "matrix dimension {}", value);
  return static_cast<int>(value);
}

std::int64_t OuterRows(const ConstMatrix& m) { return m.transposed ? m.columns : m.rows; }
std::int64_t OuterColumns(const ConstMatrix& m) { return m.transposed ? m.rows : m.columns; }

}  // namespace

void Gemm(const ConstMatrix& a, const ConstMatrix& b, Store store, const Matrix& c) {
  LB_CHECK(OuterRows(a) == c.rows && OuterColumns(b) == c.columns && OuterColumns(a) == OuterRows(b),
           "[{}, {}] x [{}, {}] -> [{}, {}]", OuterRows(a), OuterColumns(a), OuterRows(b), OuterColumns(b), c.rows,
           c.columns);
  if (c.size() == 0) return;
  // A row-major matrix is its transpose in column-major, so c^T = b^T a^T is asked for.
  const int m = Narrow(c.columns), n = Narrow(c.rows), k = Narrow(OuterColumns(a));
  const int ldb = Narrow(b.stride), lda = Narrow(a.stride), ldc = Narrow(c.stride);
  const float alpha = 1.0F, beta = store == Store::kAccumulate ? 1.0F : 0.0F;
  sgemm_(b.transposed ? "T" : "N", a.transposed ? "T" : "N", &m, &n, &k, &alpha, b.data, &ldb, a.data, &lda, &beta,
         c.data, &ldc);
}

}  // namespace linkbert
