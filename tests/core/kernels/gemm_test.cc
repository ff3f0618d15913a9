#include "core/kernels/gemm.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/core/kernels/tensors.h"

namespace linkbert {
namespace {

using test::AsMatrix;
using test::Data;
using test::Random;
using test::RelativeError;

TEST(Gemm, MultipliesInEveryOrientation) {
  const at::Tensor a = Random(1, {5, 7}), b = Random(2, {7, 3}), expected = a.mm(b);
  const at::Tensor at = a.t().contiguous(), bt = b.t().contiguous();
  at::Tensor c = at::empty({5, 3});
  for (const ConstMatrix& left : {ConstMatrix(AsMatrix(a)), ConstMatrix(AsMatrix(at)).Transposed()}) {
    for (const ConstMatrix& right : {ConstMatrix(AsMatrix(b)), ConstMatrix(AsMatrix(bt)).Transposed()}) {
      c.fill_(NAN);
      Gemm(left, right, Store::kOverwrite, AsMatrix(c));
      EXPECT_LT(RelativeError(c, expected), 1e-6);  // 7 products in fp32
    }
  }
}

TEST(Gemm, AccumulatesIntoAPartOfALargerMatrix) {
  const at::Tensor a = Random(3, {4, 6}), b = Random(4, {6, 2}), before = Random(5, {8, 9});
  at::Tensor c = before.clone();
  Gemm(AsMatrix(a), AsMatrix(b), Store::kAccumulate, AsMatrix(c).Rows(2, 6).Columns(5, 7));
  at::Tensor expected = before.clone();
  expected.narrow(0, 2, 4).narrow(1, 5, 2).add_(a.mm(b));
  EXPECT_LT(RelativeError(c, expected), 1e-6);
}

TEST(Gemm, ReadsAPartOfALargerMatrix) {
  const at::Tensor a = Random(6, {8, 9}), b = Random(7, {3, 4});
  at::Tensor c = at::empty({4, 4});
  Gemm(ConstMatrix(AsMatrix(a)).Rows(1, 5).Columns(2, 5), AsMatrix(b), Store::kOverwrite, AsMatrix(c));
  EXPECT_LT(RelativeError(c, a.narrow(0, 1, 4).narrow(1, 2, 3).mm(b)), 1e-6);
}

TEST(Gemm, HandlesNoRowsAndAnEmptySum) {
  at::Tensor none = at::empty({0, 3}), c = at::full({3, 2}, 5.0F);
  Gemm(AsMatrix(none), AsMatrix(c), Store::kOverwrite, Matrix(nullptr, 0, 2));
  Gemm(ConstMatrix(Data(none), 0, 3).Transposed(), ConstMatrix(Data(none), 0, 2), Store::kAccumulate, AsMatrix(c));
  EXPECT_TRUE(at::equal(c, at::full({3, 2}, 5.0F)));
  Gemm(ConstMatrix(Data(none), 0, 3).Transposed(), ConstMatrix(Data(none), 0, 2), Store::kOverwrite, AsMatrix(c));
  EXPECT_TRUE(at::equal(c, at::zeros({3, 2})));
}

TEST(Gemm, RefusesShapesThatDoNotFit) {
  const at::Tensor a = Random(8, {5, 7}), b = Random(9, {6, 3});
  at::Tensor c = at::empty({5, 3});
  EXPECT_THROW(Gemm(AsMatrix(a), AsMatrix(b), Store::kOverwrite, AsMatrix(c)), Error);
}

}  // namespace
}  // namespace linkbert
