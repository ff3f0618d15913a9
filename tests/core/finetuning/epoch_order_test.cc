#include "core/finetuning/epoch_order.h"

#include <gtest/gtest.h>

#include <set>

namespace linkbert {
namespace {

TEST(EpochOrder, EveryExampleOnceAnEpochInAnotherOrder) {
  const EpochOrder order(23, 5, 1);
  EXPECT_EQ(order.steps_per_epoch(), 5);
  std::vector<std::vector<std::uint64_t>> epochs(2);
  std::set<std::uint64_t> samples;
  for (std::int64_t step = 0; step < 10; ++step) {
    const auto dealt = order.Step(step);
    EXPECT_EQ(dealt.size(), step % 5 == 4 ? 3U : 5U) << step;
    for (const BatchExample& item : dealt) {
      epochs[static_cast<std::size_t>(step / 5)].push_back(item.example);
      samples.insert(item.sample);
    }
  }
  EXPECT_NE(epochs[0], epochs[1]);
  EXPECT_EQ(samples.size(), 46U);  // dropout differs between epochs
  for (const auto& epoch : epochs) {
    EXPECT_EQ(std::set<std::uint64_t>(epoch.begin(), epoch.end()).size(), 23U);
    EXPECT_EQ(*std::max_element(epoch.begin(), epoch.end()), 22U);
  }
}

std::vector<std::uint64_t> Samples(const std::vector<BatchExample>& dealt) {
  std::vector<std::uint64_t> samples;
  for (const BatchExample& item : dealt) samples.push_back(item.sample);
  return samples;
}

// 23 examples are five batches of 5: two steps of two, and one left over, with which the next epoch begins.
TEST(EpochOrder, WithAccumulationWhatAnEpochLeavesJoinsTheNext) {
  const EpochOrder order(23, 10, 1, 2), single(23, 5, 1);
  EXPECT_EQ(order.steps_per_epoch(), 2);
  EXPECT_EQ(order.Steps(3), 6);
  const std::vector<std::vector<std::int64_t>> batches = {{0, 1}, {2, 3}, {4, 5, 6}, {7, 8}, {9, 10, 11}};
  for (std::size_t step = 0; step < batches.size(); ++step) {
    const auto dealt = order.Step(static_cast<std::int64_t>(step));
    std::vector<std::uint64_t> wanted;
    for (const std::int64_t batch : batches[step]) {
      const auto part = Samples(single.Step(batch));
      wanted.insert(wanted.end(), part.begin(), part.end());
    }
    EXPECT_EQ(Samples(dealt), wanted) << step;
    EXPECT_EQ(dealt.back().batch + 1, batches[step].size()) << step;
  }
}

TEST(EpochOrder, AnEpochOfFewerBatchesIsOneStep) {
  const EpochOrder order(7, 40, 1, 8);
  EXPECT_EQ(order.steps_per_epoch(), 1);
  EXPECT_EQ(order.Step(0).size(), 7U);
  EXPECT_EQ(order.Step(1).size(), 7U);  // nothing was left over
  EXPECT_EQ(order.Step(1).back().batch, 1U);
}

TEST(EpochOrder, StepsOfFractionsOfEpochsRoundUp) {
  const EpochOrder order(23, 5, 1);
  EXPECT_EQ(order.Steps(3), 15);
  EXPECT_EQ(order.Steps(0.5), 3);
  EXPECT_EQ(order.Steps(0), 1);
}

TEST(ChooseExamples, TheSameOnesInAscendingOrder) {
  const auto chosen = ChooseExamples(1000, 100);
  EXPECT_EQ(chosen, ChooseExamples(1000, 100));
  EXPECT_EQ(chosen.size(), 100U);
  EXPECT_TRUE(std::is_sorted(chosen.begin(), chosen.end()));
  EXPECT_EQ(std::set<std::uint64_t>(chosen.begin(), chosen.end()).size(), 100U);
  EXPECT_GT(chosen.back(), 800U);  // not the first hundred
  EXPECT_EQ(ChooseExamples(10, 0).size(), 10U);
  EXPECT_EQ(ChooseExamples(10, 99).size(), 10U);
}

}  // namespace
}  // namespace linkbert
