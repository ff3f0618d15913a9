#include "core/checkpoint/checkpoint_format.h"

#include <gtest/gtest.h>

namespace linkbert {
namespace {

TEST(CheckpointFormat, NamesRoundTripAndOthersAreRefused) {
  for (const std::int64_t step : {std::int64_t{0}, std::int64_t{1000}, std::int64_t{1'234'567'890}}) {
    EXPECT_EQ(ParseStepFolderName(StepFolderName(step)), step);
  }
  for (const char* name : {"step-1000", "step-0000000x", "step--0000001", "step-000001000", "latest", "step-", ""}) {
    EXPECT_EQ(ParseStepFolderName(name), std::nullopt) << name;
  }
  const auto tensor = ParseStateTensorName("v.64-128");
  ASSERT_TRUE(tensor.has_value());
  EXPECT_EQ(tensor->state, 'v');
  EXPECT_EQ(tensor->range, (FlatRange{64, 128}));
  for (const char* name : {"W.1-2", "..1-2", "m.1", "m.-1-2", "m.2-1", "m.01-2", "m.1-2x", "m.1-", ".-", "", "m"}) {
    EXPECT_FALSE(ParseStateTensorName(name).has_value()) << name;
  }
}

}  // namespace
}  // namespace linkbert
