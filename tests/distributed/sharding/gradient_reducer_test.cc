#include "distributed/sharding/gradient_reducer.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "distributed/communication/self_communicator.h"
#include "distributed/communication/thread_communicator.h"
#include "tests/distributed/sharding/sharding_fixture.h"

namespace linkbert {
namespace {

// Integers, so that a sum is exact in whatever order it is taken.
at::Tensor IntegerGradient(const FlatLayout& layout, int rank) {
  return (FlatValues(layout, static_cast<std::uint64_t>(rank) + 1) * 1000).round();
}

at::Tensor SumOverRanks(const FlatLayout& layout, int ranks) {
  at::Tensor sum = IntegerGradient(layout, 0);
  for (int rank = 1; rank < ranks; ++rank) sum += IntegerGradient(layout, rank);
  return sum;
}

class Reducer : public testing::TestWithParam<int> {};

TEST_P(Reducer, GivesEachRankItsSliceOfTheSum) {
  const FlatLayout layout = AwkwardLayout();
  const at::Tensor sum = SumOverRanks(layout, GetParam());
  ThreadGroup::Run(GetParam(), [&](Communicator& communicator) {
    GradientReducer reducer(layout, communicator);
    const at::Tensor gradient = IntegerGradient(layout, communicator.Rank());
    const at::Tensor before = gradient.clone();
    const at::Tensor slice = reducer.Reduce(gradient);
    EXPECT_TRUE(slice.equal(Cut(sum, layout.Slice(communicator.Rank(), communicator.Size()))));
    EXPECT_TRUE(gradient.equal(before)) << "the flat gradient changed";
  });
}

TEST_P(Reducer, BucketByBucketIsTheSameAndMayBeRepeated) {
  const FlatLayout layout = AwkwardLayout();
  const at::Tensor sum = SumOverRanks(layout, GetParam());
  ThreadGroup::Run(GetParam(), [&](Communicator& communicator) {
    GradientReducer reducer(layout, communicator);
    const at::Tensor gradient = IntegerGradient(layout, communicator.Rank());
    for (int step = 0; step < 3; ++step) {
      for (std::size_t bucket = 0; bucket < layout.buckets().size(); ++bucket) reducer.Start(bucket, gradient);
      EXPECT_TRUE(reducer.Finish().equal(Cut(sum, layout.Slice(communicator.Rank(), communicator.Size()))));
    }
  });
}

INSTANTIATE_TEST_SUITE_P(Ranks, Reducer, testing::Values(1, 2, 3, 4, 5, 7));

TEST(GradientReducer, OneRankGetsItsOwnGradientWithoutACopy) {
  const FlatLayout layout = AwkwardLayout();
  SelfCommunicator communicator;
  const at::Tensor gradient = IntegerGradient(layout, 0);
  EXPECT_TRUE(GradientReducer(layout, communicator).Reduce(gradient).is_same(gradient));
}

TEST(GradientReducer, RefusesWrongGradientsAndWrongOrder) {
  const FlatLayout layout = AwkwardLayout();
  SelfCommunicator communicator;
  GradientReducer reducer(layout, communicator);
  EXPECT_THROW(reducer.Reduce(at::zeros({layout.size() - 1}, at::kFloat)), Error);
  EXPECT_THROW(reducer.Reduce(at::zeros({layout.size()}, at::kDouble)), Error);
  EXPECT_THROW(reducer.Start(1, at::zeros({layout.size()}, at::kFloat)), Error);
  EXPECT_THROW(reducer.Finish(), Error);
}

}  // namespace
}  // namespace linkbert
