#include "data/samples/planned_parts.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace linkbert {
namespace {

// More units than are planned at a time, of 1 to 40 tokens.
const UnitList kUnits = {.count = 2500,
                         .length = [](std::size_t unit) { return static_cast<std::uint32_t>(unit * 7 % 40 + 1); }};

TEST(PlannedParts, RanksTakeEveryUnitOnceAndFitTheirBounds) {
  for (const std::int64_t ranks : {1, 3}) {
    std::vector<int> times(kUnits.count);
    for (std::int64_t rank = 0; rank < ranks; ++rank) {
      ForEachPlannedPart(kUnits, {.ranks = ranks, .micro_batch_tokens = 64}, rank, [&](const PlannedPart& part) {
        for (const BatchPlan::MicroBatch& units : part.micro_batches) {
          std::int64_t tokens = 0;
          for (const std::uint32_t unit : units) {
            ++times[unit];
            tokens += kUnits.length(unit);
          }
          EXPECT_LE(tokens, part.bounds.tokens);
          EXPECT_LE(static_cast<std::int64_t>(units.size()), part.bounds.sequences);
          EXPECT_LE(part.bounds.tokens, 64);
          EXPECT_TRUE(std::is_sorted(units.begin(), units.end()));
        }
      });
    }
    EXPECT_EQ(std::count(times.begin(), times.end(), 1), static_cast<std::ptrdiff_t>(kUnits.count)) << ranks;
  }
}

TEST(PlannedParts, NothingToDoIsNoPart) {
  ForEachPlannedPart({.count = 0, .length = nullptr}, {}, 0, [](const PlannedPart&) { FAIL(); });
}

}  // namespace
}  // namespace linkbert
