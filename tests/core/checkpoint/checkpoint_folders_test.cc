#include "core/checkpoint/checkpoint_folders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/core/checkpoint/checkpoint_builder.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;
using test::CheckpointBuilder;
using test::Steps;
using testing::ElementsAre;

TEST(CheckpointFolders, OldOnesGoOnlyAfterTheNewOneIsDurable) {
  CheckpointBuilder run;
  for (const std::int64_t step : {10, 20}) run.Save(step);
  ASSERT_TRUE(run.writer().Prepare(run.State(30)));
  run.WriteSlices(30);
  EXPECT_THAT(Steps(run), ElementsAre(30, 20, 10));
  EXPECT_THAT(run.writer().Commit(30, 1), ElementsAre());
  EXPECT_THAT(Steps(run), ElementsAre(30));
}

TEST(CheckpointFolders, KeepsTheNewestAndTheNamedOnes) {
  CheckpointBuilder run;
  for (const std::int64_t step : {10, 20, 30, 40}) run.Save(step);
  ASSERT_TRUE(run.writer().Prepare(run.State(50)));
  run.WriteSlices(50);
  run.writer().Commit(50, 2, {20});
  EXPECT_THAT(Steps(run), ElementsAre(50, 40, 20));
}

TEST(CheckpointFolders, AFolderWithoutCheckpointsHasNone) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(FindNewestCheckpoint(folder.path()).folder, std::nullopt);
  fs::create_directories(folder / "checkpoints/step-1");  // not our name: too few digits
  fs::create_directories(folder / "checkpoints/step-0000001x");
  EXPECT_TRUE(FindNewestCheckpoint(folder.path()).rejected.empty());
}

}  // namespace
}  // namespace linkbert
