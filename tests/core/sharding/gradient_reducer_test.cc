#include "core/sharding/gradient_reducer.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "distributed/communication/self_communicator.h"
#include "distributed/communication/thread_communicator.h"
#include "tests/core/sharding/sharding_fixture.h"

namespace linkbert::test {
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
  const at::Tensor sum = SumOverRanks(AwkwardLayout(), GetParam());
  ThreadGroup::Run(GetParam(), [&](Communicator& communicator) {
    const FlatParameters parameters = AwkwardParameters(communicator.Size());
    GradientReducer reducer(parameters, communicator);
    const at::Tensor gradient = IntegerGradient(parameters.layout(), communicator.Rank());
    GradientsOf(parameters).copy_(gradient);
    const at::Tensor reduced = TensorOf(reducer.Reduce());
    const FlatSlice slice = parameters.layout().Slice(communicator.Rank(), communicator.Size());
    EXPECT_EQ(reduced.numel(), slice.size());
    EXPECT_TRUE(OwnedOfSlice(reduced, slice).equal(OwnedOfFlat(sum, slice)));
    EXPECT_TRUE(GradientsOf(parameters).equal(gradient)) << "the flat gradient changed";
  });
}

TEST_P(Reducer, BucketByBucketIsTheSameAndMayBeRepeated) {
  const at::Tensor sum = SumOverRanks(AwkwardLayout(), GetParam());
  ThreadGroup::Run(GetParam(), [&](Communicator& communicator) {
    const FlatParameters parameters = AwkwardParameters(communicator.Size());
    GradientReducer reducer(parameters, communicator);
    const FlatSlice slice = parameters.layout().Slice(communicator.Rank(), communicator.Size());
    GradientsOf(parameters).copy_(IntegerGradient(parameters.layout(), communicator.Rank()));
    for (int step = 0; step < 3; ++step) {
      for (std::int64_t end = 0; end < parameters.layout().size(); end += 500) reducer.StartUpTo(end);
      EXPECT_TRUE(OwnedOfSlice(TensorOf(reducer.Reduce()), slice).equal(OwnedOfFlat(sum, slice)));
    }
  });
}

// 100: more ranks than a bucket has parts, so that some own nothing.
INSTANTIATE_TEST_SUITE_P(Ranks, Reducer, testing::Values(1, 2, 3, 4, 5, 7, 100));

TEST(GradientReducer, OneRankGetsItsOwnGradientWithoutACopy) {
  SelfCommunicator communicator;
  const FlatParameters parameters = AwkwardParameters(1);
  EXPECT_EQ(GradientReducer(parameters, communicator).Reduce().data, parameters.gradients().data);
}

// A bucket is summed as soon as its last gradient is there, and not before.
TEST(GradientReducer, StartsWhatIsComplete) {
  ThreadGroup::Run(2, [&](Communicator& communicator) {
    const FlatParameters parameters = AwkwardParameters(2);
    const FlatRange first = parameters.layout().buckets().front();
    GradientReducer reducer(parameters, communicator);
    GradientsOf(parameters).fill_(1);
    reducer.StartUpTo(first.end - 1);
    GradientsOf(parameters).fill_(2);
    reducer.StartUpTo(first.end);
    communicator.Barrier();  // the other rank has summed too
    GradientsOf(parameters).fill_(3);
    const at::Tensor reduced = TensorOf(reducer.Reduce());
    const FlatSlice slice = parameters.layout().Slice(communicator.Rank(), 2);
    EXPECT_EQ(reduced[0].item<float>(), 4);
    EXPECT_EQ(reduced[slice.begins[1]].item<float>(), 6);
  });
}

TEST(GradientReducer, RefusesMemoryOfOtherRanks) {
  SelfCommunicator communicator;
  const FlatParameters of_two = AwkwardParameters(2);
  EXPECT_THROW(GradientReducer(of_two, communicator), Error);
}

}  // namespace
}  // namespace linkbert::test
