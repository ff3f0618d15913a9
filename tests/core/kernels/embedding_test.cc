#include "core/kernels/embedding.h"

#include <gtest/gtest.h>

#include "tests/core/kernels/tensors.h"

namespace linkbert {
namespace {

using test::AsMatrix;
using test::Data;
using test::Random;
using test::RelativeError;

at::Tensor Ids(std::int64_t rows, std::int64_t entries) { return at::arange(rows).mul(7).add(3).remainder(entries); }

TEST(Embedding, SumsThreeTables) {
  const at::Tensor a = Random(1, {9, 40}), b = Random(2, {5, 40}), c = Random(3, {2, 40});
  const at::Tensor ia = Ids(100, 9), ib = Ids(100, 5), ic = Ids(100, 2);
  const at::Tensor a32 = test::Ids32(ia), b32 = test::Ids32(ib), c32 = test::Ids32(ic);
  at::Tensor output = at::empty({100, 40});
  const EmbeddingRows tables[3] = {{Data(a), a32.const_data_ptr<std::int32_t>()},
                                   {Data(b), b32.const_data_ptr<std::int32_t>()},
                                   {Data(c), c32.const_data_ptr<std::int32_t>()}};
  EmbeddingSum(tables, AsMatrix(output));
  EXPECT_LT(RelativeError(output, a.index_select(0, ia) + b.index_select(0, ib) + c.index_select(0, ic)), 1e-6);
}

TEST(Embedding, BackwardAddsEveryRowButTheSkippedId) {
  const at::Tensor grad = Random(4, {100, 40}), ids = Ids(100, 9), ids32 = test::Ids32(ids);
  at::Tensor table = at::ones({9, 40}), expected = at::ones({9, 40});
  EmbeddingBackward(ids32.const_data_ptr<std::int32_t>(), 3, AsMatrix(grad), Data(table));
  expected.index_add_(0, ids, grad);
  expected[3].fill_(1.0F);
  EXPECT_LT(RelativeError(table, expected), 1e-6);
}

TEST(Embedding, BackwardIsBitwiseTheSameOnAnyNumberOfThreads) {
  const at::Tensor grad = Random(5, {500, 200}), ids32 = test::Ids32(Ids(500, 3));
  const auto run = [&](int count) {
    const test::Threads threads(count);
    at::Tensor table = at::zeros({3, 200});
    EmbeddingBackward(ids32.const_data_ptr<std::int32_t>(), -1, AsMatrix(grad), Data(table));
    return table;
  };
  EXPECT_TRUE(at::equal(run(1), run(4)));
}

}  // namespace
}  // namespace linkbert
