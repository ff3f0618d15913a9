// Saving and loading: any number of ranks to any other, and every way in which a save may end early.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/atomic_file.h"
#include "base/error.h"
#include "core/checkpoint/background_save.h"
#include "tests/core/checkpoint/checkpoint_builder.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;
using test::CheckpointBuilder;
using test::Newest;
using testing::ElementsAre;
using testing::HasSubstr;

// The states of `ranges` as read back, at their flat places; 0 elsewhere. Counts deliveries of each element.
struct ReadBack {
  std::vector<float> m, v;
  std::vector<int> times;
};

ReadBack ReadStates(const CheckpointReader& reader, const FlatLayout& layout, const std::vector<FlatRange>& ranges) {
  const auto size = static_cast<std::size_t>(layout.size());
  ReadBack read{std::vector<float>(size), std::vector<float>(size), std::vector<int>(size)};
  reader.ReadStates(layout, ranges, "mv", [&read](std::size_t state, FlatRange range, const float* values) {
    for (std::int64_t i = 0; i < range.size(); ++i) {
      const auto place = static_cast<std::size_t>(range.begin + i);
      (state == 0 ? read.m : read.v)[place] = values[i];
      if (state == 0) ++read.times[place];
    }
  });
  return read;
}

void ExpectStatesOfEveryRank(const CheckpointBuilder& run, std::int64_t step, int ranks) {
  const CheckpointReader reader(run.StepPath(step));
  const std::vector<float> m = run.Values('m', step), v = run.Values('v', step);
  for (int rank = 0; rank < ranks; ++rank) {
    const std::vector<FlatRange> ranges = run.layout().Slice(rank, ranks).ranges;
    const ReadBack read = ReadStates(reader, run.layout(), ranges);
    std::int64_t expected = 0;
    for (const FlatRange range : ranges) {
      const auto begin = static_cast<std::size_t>(range.begin), bytes = static_cast<std::size_t>(range.size()) * 4;
      EXPECT_EQ(std::memcmp(read.m.data() + begin, m.data() + begin, bytes), 0) << rank << " of " << ranks;
      EXPECT_EQ(std::memcmp(read.v.data() + begin, v.data() + begin, bytes), 0) << rank << " of " << ranks;
      expected += range.size();
    }
    EXPECT_EQ(std::count(read.times.begin(), read.times.end(), 1), expected);
    EXPECT_EQ(std::count(read.times.begin(), read.times.end(), 0), run.layout().size() - expected);
  }
}

TEST(Checkpoint, AnyNumberOfRanksReadsWhatAnyOtherWrote) {
  for (const int writers : {1, 2, 3, 7}) {
    CheckpointBuilder run(writers);
    run.Save(12);
    ASSERT_EQ(Newest(run), "step-00000012");
    for (const int readers : {1, 2, 3, 4}) ExpectStatesOfEveryRank(run, 12, readers);
    std::vector<float> flat(static_cast<std::size_t>(run.layout().size()), 9.0f);
    CheckpointReader(run.StepPath(12)).ReadParameters(run.layout(), flat);
    const std::vector<float> wanted = run.Values('p', 12);
    for (std::size_t i = 0; i < flat.size(); ++i) EXPECT_EQ(flat[i], std::isnan(wanted[i]) ? 0.0f : wanted[i]) << i;
  }
}

TEST(Checkpoint, AnOptimizerWithOtherStatesSaysWhichOneIsMissing) {
  CheckpointBuilder run(2);
  run.Save(12);
  const CheckpointReader reader(run.StepPath(12));
  const auto ignore = [](std::size_t, FlatRange, const float*) {};
  EXPECT_NO_THROW(reader.ReadStates(run.layout(), run.layout().buckets(), "m", ignore));
  try {
    reader.ReadStates(run.layout(), run.layout().buckets(), "mz", ignore);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr(fmt::format("the state \"z\" of 0 of the {} elements", run.layout().size())));
  }
}

TEST(Checkpoint, WeightsAreTheSameBytesForAnyNumberOfRanks) {
  CheckpointBuilder one(1), three(3);
  one.Save(5);
  three.Save(5);
  EXPECT_EQ(ReadFile(one.StepPath(5) + "/model.safetensors"), ReadFile(three.StepPath(5) + "/model.safetensors"));
}

TEST(Checkpoint, StateComesBack) {
  CheckpointBuilder run(2);
  run.Save(3);
  const TrainingState state = CheckpointReader(run.StepPath(3)).state();
  EXPECT_EQ(StateText(state), StateText(run.State(3)));
  EXPECT_EQ(state.seed, 0xFFFF'FFFF'FFFF'FFFEu);
  EXPECT_EQ(state.metrics.at("best").at("step"), 3);
}

TEST(Checkpoint, NothingButTheFormatsFilesIsLeft) {
  CheckpointBuilder run(2);
  run.Save(3);
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(run.StepPath(3))) names.push_back(entry.path().filename());
  EXPECT_THAT(names, testing::UnorderedElementsAre("config.json", "vocab.txt", "tokenizer.json",
                                                   "tokenizer_config.json", "state.json", "manifest.json",
                                                   "model.safetensors", "optimizer-00000-of-00002.safetensors",
                                                   "optimizer-00001-of-00002.safetensors"));
  EXPECT_EQ(fs::read_symlink(run.run() + "/checkpoints/latest"), "step-00000003");
}

// A save that ends early after `stage` of its stages; the older checkpoint must be found and the next save must work.
class InterruptedSave : public testing::TestWithParam<int> {};

TEST_P(InterruptedSave, TheOlderCheckpointIsFoundAndTheNextSaveCleansUp) {
  CheckpointBuilder run(2);
  run.Save(10);
  const int stage = GetParam();
  ASSERT_TRUE(run.writer().Prepare(run.State(20)));
  if (stage == 0) fs::remove(run.StepPath(20) + "/model.safetensors.partial");
  if (stage >= 2) run.writer(1).WriteSlice(20, run.Slice(1, 20));
  if (stage >= 3) run.writer(0).WriteSlice(20, run.Slice(0, 20));
  if (stage >= 4) run.writer().Commit(20, 2);
  if (stage == 4) fs::rename(run.StepPath(20) + "/manifest.json", run.StepPath(20) + "/manifest.json.tmp-99");
  const FoundCheckpoint found = FindNewestCheckpoint(run.run());
  EXPECT_EQ(found.folder, run.StepPath(10));
  ASSERT_EQ(found.rejected.size(), 1u);
  EXPECT_THAT(found.rejected[0].reason, HasSubstr("step-00000020: no manifest.json"));
  ExpectStatesOfEveryRank(run, 10, 3);

  run.Save(15);
  EXPECT_FALSE(fs::exists(run.StepPath(20)));
  EXPECT_EQ(Newest(run), "step-00000015");
}

INSTANTIATE_TEST_SUITE_P(Stages, InterruptedSave, testing::Values(0, 1, 2, 3, 4));

std::int64_t NewestFinishedStep(const CheckpointBuilder& run) {
  for (const StepFolder& folder : ListStepFolders(run.run() + "/checkpoints")) {
    if (folder.finished) return folder.step;
  }
  return 0;
}

// A process that saves without end is killed somewhere in a save: after its first checkpoint, wherever it then is.
TEST(Checkpoint, AKilledProcessLeavesAWholeCheckpoint) {
  for (int kill = 0; kill < 5; ++kill) {
    CheckpointBuilder run(2);
    const pid_t child = ::fork();
    if (child == 0) {
      for (std::int64_t step = 1;; ++step) run.Save(step, 1);
    }
    while (NewestFinishedStep(run) <= kill) ASSERT_EQ(::waitpid(child, nullptr, WNOHANG), 0);
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    const FoundCheckpoint found = FindNewestCheckpoint(run.run());
    ASSERT_TRUE(found.folder.has_value());
    const std::int64_t step = CheckpointReader(*found.folder).state().step;
    EXPECT_GE(step, kill + 1);
    ExpectStatesOfEveryRank(run, step, 3);
    run.Save(step + 100, 1);
    EXPECT_EQ(ListStepFolders(run.run() + "/checkpoints").size(), 1u);
  }
}

TEST(Checkpoint, ACommitWithoutEveryRanksPartIsRefused) {
  CheckpointBuilder run(2);
  ASSERT_TRUE(run.writer().Prepare(run.State(20)));
  run.writer(0).WriteSlice(20, run.Slice(0, 20));
  EXPECT_THROW(run.writer().Commit(20, 1), Error);
  EXPECT_EQ(Newest(run), "");
}

TEST(Checkpoint, AWrongSliceLeavesAGapThatIsRefused) {
  CheckpointBuilder run(2);
  ASSERT_TRUE(run.writer().Prepare(run.State(20)));
  run.writer(0).WriteSlice(20, run.Slice(0, 20));
  run.writer(1).WriteSlice(20, run.Slice(0, 20));
  EXPECT_THROW(run.writer().Commit(20, 1), Error);
  EXPECT_EQ(Newest(run), "");
}

void FlipByte(const std::string& path, std::uint64_t at) {
  std::string bytes = ReadFile(path);
  bytes[at] = static_cast<char>(bytes[at] ^ 1);
  std::ofstream(path, std::ios::binary) << bytes;
}

TEST(Checkpoint, AFlippedByteInAnyFileIsDetectedAndNamed) {
  CheckpointBuilder run(2);
  run.Save(10);
  run.Save(20);
  std::vector<std::string> paths;
  for (const auto& entry : fs::directory_iterator(run.StepPath(20))) paths.push_back(entry.path());
  ASSERT_EQ(paths.size(), 9u);
  for (const std::string& path : paths) {
    const std::uint64_t size = fs::file_size(path);
    for (const std::uint64_t at : {std::uint64_t{0}, size / 2, size - 1}) {
      FlipByte(path, at);
      const FoundCheckpoint found = FindNewestCheckpoint(run.run());
      EXPECT_EQ(found.folder, run.StepPath(10));
      ASSERT_EQ(found.rejected.size(), 1u);
      EXPECT_THAT(found.rejected[0].reason, HasSubstr(path)) << at;
      FlipByte(path, at);
    }
  }
  EXPECT_EQ(Newest(run), "step-00000020");
}

TEST(Checkpoint, MissingAndTruncatedFilesAreNamed) {
  CheckpointBuilder run(2);
  for (const char* name : {"model.safetensors", "state.json", "optimizer-00001-of-00002.safetensors"}) {
    run.Save(20);
    const std::string path = run.StepPath(20) + "/" + name;
    fs::resize_file(path, fs::file_size(path) - 1);
    EXPECT_THAT(FindNewestCheckpoint(run.run()).rejected.at(0).reason, HasSubstr(path));
    fs::remove(path);
    EXPECT_THAT(FindNewestCheckpoint(run.run()).rejected.at(0).reason, HasSubstr(path));
    fs::remove_all(run.StepPath(20));
  }
}

TEST(Checkpoint, ADamagedCheckpointOfTheSameStepIsReplaced) {
  CheckpointBuilder run(2);
  run.Save(20);
  EXPECT_FALSE(run.writer().Prepare(run.State(20)));  // whole: nothing to do
  FlipByte(run.StepPath(20) + "/model.safetensors", 2000);
  ASSERT_EQ(Newest(run), "");
  run.Save(20);
  EXPECT_EQ(Newest(run), "step-00000020");
}

TEST(Checkpoint, ALaterDamagedOneDoesNotCountAsNewer) {
  CheckpointBuilder run;
  for (const std::int64_t step : {10, 20, 30}) run.Save(step);
  FlipByte(run.StepPath(30) + "/state.json", 3);
  run.Save(25, 2);  // training went back to 20 and came to 25
  EXPECT_THAT(test::Steps(run), ElementsAre(30, 25, 20));
  EXPECT_EQ(Newest(run), "step-00000025");
}

TEST(Checkpoint, AnotherLayoutIsRefused) {
  CheckpointBuilder run(2);
  run.Save(20);
  const CheckpointReader reader(run.StepPath(20));
  const FlatLayout other = test::SmallLayout(100);
  std::vector<float> flat(static_cast<std::size_t>(other.size()));
  try {
    reader.ReadParameters(other, flat);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInput);
    EXPECT_THAT(error.what(), testing::AllOf(HasSubstr(other.hash()), HasSubstr(run.layout().hash())));
  }
  EXPECT_THROW(ReadStates(reader, other, {}), Error);
}

TEST(Checkpoint, RenamedStepFoldersAreRefused) {
  CheckpointBuilder run;
  run.Save(20);
  fs::rename(run.StepPath(20), run.StepPath(90));
  EXPECT_THAT(FindNewestCheckpoint(run.run()).rejected.at(0).reason, HasSubstr("of step 20"));
}

void CopyFloats(const float* from, std::int64_t count, float* to) { std::copy_n(from, count, to); }

TEST(BackgroundSave, SavesTheSnapshotAndNotWhatTrainingDoesLater) {
  CheckpointBuilder run;
  ASSERT_TRUE(run.writer().Prepare(run.State(20)));
  BackgroundSave save(run.writer());
  EXPECT_TRUE(save.IsDurable());
  EXPECT_FALSE(save.InFlight());
  save.Start(20, run.Slice(0, 20), CopyFloats);
  run.Slice(0, 999);  // overwrites the arrays the slice points to
  EXPECT_TRUE(save.InFlight());
  save.Wait();
  EXPECT_TRUE(save.IsDurable());
  save.Finish();
  EXPECT_FALSE(save.InFlight());
  run.writer().Commit(20, 1);
  ExpectStatesOfEveryRank(run, 20, 2);
}

TEST(BackgroundSave, ItsFailureComesOutOfTheQuestion) {
  CheckpointBuilder run;  // Prepare was not called: there is no file to fill in
  BackgroundSave save(run.writer());
  save.Start(20, run.Slice(0, 20), CopyFloats);
  EXPECT_THROW(save.Wait(), Error);
  EXPECT_THROW(save.IsDurable(), Error);
}

}  // namespace
}  // namespace linkbert
