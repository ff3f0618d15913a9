// The line that prepare shows: by bytes where they are known, rates of all ranks, what an earlier call did left out.
#include "launch/commands/prepare_log.h"

#include <gtest/gtest.h>

namespace linkbert {
namespace {

TEST(PrepareLog, RatesAreOfAllRanksAndOfThisCallAlone) {
  const PrepareProgress progress{.stage = "encode",
                                 .done = 30,
                                 .total = 100,
                                 .bytes = 3'000'000'000,
                                 .total_bytes = 10'000'000'000,
                                 .found_items = 10,
                                 .found_bytes = 1'000'000'000,
                                 .documents = 50'000,
                                 .seconds = 100};
  EXPECT_EQ(ProgressText(progress, 1),
            "encode   3.00 of 10.00 GB  30.0 %  500 documents/s  20.0 MB/s  5 min 50 s left");
  EXPECT_EQ(ProgressText(progress, 2),
            "encode   6.00 of 20.00 GB  30.0 %  1000 documents/s  40.0 MB/s  5 min 50 s left");
}

TEST(PrepareLog, ByItemsWhereBytesAreNotKnown) {
  PrepareProgress progress{.stage = "write", .done = 3, .total = 4, .seconds = 6};
  EXPECT_EQ(ProgressText(progress, 1), "write    3 of 4 items  2 s left");
  progress.done = 4;
  EXPECT_EQ(ProgressText(progress, 1), "write    4 of 4 items  in 6 s");
}

TEST(PrepareLog, NothingIsForetoldFromWhatWasThere) {
  const PrepareProgress progress{.stage = "encode",
                                 .done = 1,
                                 .total = 4,
                                 .bytes = 1'000'000,
                                 .total_bytes = 4'000'000,
                                 .found_items = 1,
                                 .found_bytes = 1'000'000,
                                 .seconds = 0.5};
  EXPECT_EQ(ProgressText(progress, 1), "encode   1.00 of 4.00 MB  25.0 %");
}

}  // namespace
}  // namespace linkbert
