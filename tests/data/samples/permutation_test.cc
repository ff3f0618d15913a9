#include "data/samples/permutation.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/data/samples/statistics.h"

namespace linkbert {
namespace {

std::vector<std::uint64_t> Order(std::uint64_t seed, std::uint64_t epoch, std::uint64_t size) {
  const KeyedPermutation permutation(seed, epoch, size);
  std::vector<std::uint64_t> order;
  for (std::uint64_t place = 0; place < size; ++place) order.push_back(permutation(place));
  return order;
}

bool IsBijection(const std::vector<std::uint64_t>& order) {
  std::vector<char> seen(order.size());
  for (const std::uint64_t number : order) {
    if (number >= order.size() || seen[number]) return false;
    seen[number] = 1;
  }
  return true;
}

TEST(KeyedPermutation, EveryNumberComesOnceForEverySmallSize) {
  for (std::uint64_t size = 1; size <= 300; ++size) EXPECT_TRUE(IsBijection(Order(size, 3, size))) << size;
}

TEST(KeyedPermutation, EveryNumberComesOnceAroundPowersOfTwo) {
  for (const std::uint64_t size : {4095U, 4096U, 4097U, 65535U, 65536U, 65537U, 100000U}) {
    EXPECT_TRUE(IsBijection(Order(7, 0, size))) << size;
  }
}

TEST(KeyedPermutation, StaysInsideVeryLargeSizes) {
  const std::uint64_t size = (std::uint64_t{1} << 61) + 12345;
  const KeyedPermutation permutation(7, 1, size);
  for (std::uint64_t place = 0; place < 1000; ++place) EXPECT_LT(permutation(size - 1 - place), size);
}

TEST(KeyedPermutation, EpochsAndSeedsGiveOtherOrders) {
  EXPECT_EQ(Order(1, 0, 1000), Order(1, 0, 1000));
  EXPECT_NE(Order(1, 0, 1000), Order(1, 1, 1000));
  EXPECT_NE(Order(1, 0, 1000), Order(2, 0, 1000));
}

// All 24 orders of four numbers, over many epochs: fails for a network with too few rounds.
TEST(KeyedPermutation, AllOrdersOfAFewNumbersAreEquallyLikely) {
  std::map<std::vector<std::uint64_t>, std::int64_t> seen_orders;
  for (std::uint64_t epoch = 0; epoch < 12000; ++epoch) ++seen_orders[Order(5, epoch, 4)];
  EXPECT_EQ(seen_orders.size(), 24U);
  std::map<std::uint64_t, std::int64_t> first;
  for (const auto& [order, count] : seen_orders) first[order[0] * 4 + order[1]] += count;
  std::map<std::uint64_t, double> wanted;
  for (std::uint64_t a = 0; a < 4; ++a) {
    for (std::uint64_t b = 0; b < 4; ++b) {
      if (a != b) wanted[a * 4 + b] = 1.0 / 12;
    }
  }
  test::ExpectDistribution(first, wanted);
}

// Neighbouring places must not land near each other.
TEST(KeyedPermutation, StepsBetweenNeighboursAreSpreadOut) {
  const auto order = Order(11, 2, 5000);
  std::map<int, std::int64_t> seen;
  std::map<int, double> wanted;
  for (std::size_t i = 0; i + 1 < order.size(); ++i)
    ++seen[static_cast<int>((order[i + 1] + 5000 - order[i]) % 5000 / 250)];
  for (int cell = 0; cell < 20; ++cell) wanted[cell] = (cell == 0 ? 249.0 : 250.0) / 4999.0;
  test::ExpectDistribution(seen, wanted);
}

}  // namespace
}  // namespace linkbert
