#include "core/checkpoint/checkpoint_folders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <optional>

#include "base/error.h"
#include "base/read_error.h"
#include "tests/core/checkpoint/checkpoint_builder.h"
#include "tests/support/undeletable.h"

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

std::string RefusalOfRun(const std::string& run) {
  try {
    FindNewestCheckpoint(run);
  } catch (const std::exception& error) {
    return AsError(error).what();
  }
  return "";
}

// As EIO or a missing permission, for root too: a link that leads to itself can be opened by nobody.
void MakeUnreadable(const std::string& path) {
  fs::remove_all(path);
  fs::create_symlink(path, path);
}

TEST(CheckpointFolders, AFolderThatCannotBeListedIsNotEmpty) {
  CheckpointBuilder run;
  run.Save(10);
  MakeUnreadable(run.run() + "/checkpoints");
  EXPECT_THAT(RefusalOfRun(run.run()), testing::HasSubstr("/checkpoints: the folder cannot be listed"));
  EXPECT_THROW(ListStepFolders(run.run() + "/checkpoints"), ReadError);
}

TEST(CheckpointFolders, AFileThatCannotBeReadIsNotDamaged) {
  for (const char* name : {"state.json", "model.safetensors", "manifest.json"}) {
    CheckpointBuilder run;
    run.Save(10);
    run.Save(20);
    MakeUnreadable(run.StepPath(20) + "/" + name);
    EXPECT_THAT(RefusalOfRun(run.run()), testing::HasSubstr(name));  // and not the checkpoint of step 10
  }
}

// What a kill leaves of a removal, wherever it came: no checkpoint, and no hindrance to the next save.
TEST(CheckpointFolders, AnInterruptedRemovalLeavesNoCheckpoint) {
  const std::vector<std::string> order = {"manifest.json", "config.json", "model.safetensors", "state.json"};
  for (std::size_t removed = 1; removed <= order.size(); ++removed) {
    CheckpointBuilder run;
    for (const std::int64_t step : {10, 20}) run.Save(step);
    for (std::size_t i = 0; i < removed; ++i) fs::remove(run.StepPath(20) + "/" + order[i]);
    EXPECT_EQ(test::Newest(run), "step-00000010");
    EXPECT_FALSE(FindNewestCheckpoint(run.run()).rejected.at(0).finished);
    ASSERT_TRUE(run.writer().Prepare(run.State(20)));
    run.WriteSlices(20);
    EXPECT_THAT(run.writer().Commit(20, 5), ElementsAre());
    EXPECT_EQ(test::Newest(run), "step-00000020");
  }
}

TEST(CheckpointFolders, AFileThatCannotBeRemovedHindersNothing) {
  CheckpointBuilder run;
  for (const std::int64_t step : {10, 20}) run.Save(step);
  const std::string old = run.StepPath(10);
  {
    const test::Undeletable stuck(old + "/state.json");
    if (!stuck.works()) GTEST_SKIP() << "not run: needs the right to make files immutable";
    for (const std::int64_t step : {30, 40}) {  // each save tries again, tells, and succeeds
      ASSERT_TRUE(run.writer().Prepare(run.State(step)));
      run.WriteSlices(step);
      EXPECT_THAT(run.writer().Commit(step, 1), ElementsAre(testing::HasSubstr("step-00000010/state.json: cannot be")));
    }
    EXPECT_FALSE(fs::exists(old + "/manifest.json"));  // never looks whole
    EXPECT_FALSE(fs::exists(old + "/model.safetensors"));
    EXPECT_EQ(test::Newest(run), "step-00000040");
  }
  run.Save(50);
  EXPECT_FALSE(fs::exists(old));
}

TEST(CheckpointFolders, AStepWhoseFolderCannotBeRemovedIsSavedAllTheSame) {
  CheckpointBuilder run;
  for (const std::int64_t step : {10, 20}) run.Save(step);
  fs::remove(run.StepPath(20) + "/manifest.json");  // an interrupted save
  std::optional<test::Undeletable> stuck(std::in_place, run.StepPath(20) + "/config.json");
  if (!stuck->works()) GTEST_SKIP() << "not run: needs the right to make files immutable";
  const std::string aside = run.StepPath(20) + ".set-aside-1";
  run.Save(20);
  stuck->MovedTo(aside + "/config.json");
  EXPECT_EQ(test::Newest(run), "step-00000020");
  EXPECT_TRUE(fs::exists(aside + "/config.json"));
  stuck.reset();
  run.Save(30);
  EXPECT_FALSE(fs::exists(aside));  // the next save that can removes it
}

}  // namespace
}  // namespace linkbert
