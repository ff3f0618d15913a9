// `linkbert inspect checkpoint` and `linkbert export`, on a small checkpoint of two ranks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "launch/commands/commands.h"
#include "launch/commands/inspect_checkpoint.h"
#include "tests/core/checkpoint/checkpoint_builder.h"

namespace linkbert {
namespace {

using test::CheckpointBuilder;
using testing::HasSubstr;

std::string OutputOf(const std::function<void()>& action) {
  testing::internal::CaptureStdout();
  action();
  std::fflush(stdout);
  return testing::internal::GetCapturedStdout();
}

TEST(InspectCheckpoint, SaysWhatACheckpointHolds) {
  CheckpointBuilder run(2);
  run.Save(10);
  const auto json = nlohmann::json::parse(OutputOf([&] { InspectCheckpoint(run.run(), true); }));
  EXPECT_EQ(json.at("step"), 10);
  EXPECT_EQ(json.at("tokens"), 1'000'000);
  EXPECT_EQ(json.at("parameters"), run.layout().parameters());
  EXPECT_EQ(json.at("ranks"), 2);
  EXPECT_EQ(json.at("files").size(), 8u);
  EXPECT_TRUE(json.at("verified"));
  const std::string text = OutputOf([&] { InspectCheckpoint(run.StepPath(10), false); });
  EXPECT_THAT(text, testing::AllOf(HasSubstr("step         10\n"), HasSubstr("optimizer-00001-of-00002.safetensors"),
                                   HasSubstr("every checksum holds")));
}

TEST(InspectCheckpoint, ADamagedStepFolderIsAnInputErrorAndARunFallsBack) {
  CheckpointBuilder run(2);
  run.Save(10);
  run.Save(20);
  std::filesystem::resize_file(run.StepPath(20) + "/model.safetensors", 100);
  try {
    InspectCheckpoint(run.StepPath(20), false);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInput);
    EXPECT_THAT(error.what(), HasSubstr("step-00000020/model.safetensors: 100 bytes"));
  }
  const auto json = nlohmann::json::parse(OutputOf([&] { InspectCheckpoint(run.run(), true); }));
  EXPECT_EQ(json.at("step"), 10);
  EXPECT_EQ(json.at("passed_over").size(), 1u);
}

TEST(ExportCommand, WritesTheFolderAndSaysFromWhat) {
  CheckpointBuilder run;
  run.Save(10);
  const test::TemporaryFolder folder;
  CLI::App app;
  AddExportCommand(Verb(&app));
  const std::string output =
      OutputOf([&] { app.parse("export --model " + run.run() + " --output " + (folder / "model")); });
  EXPECT_THAT(output, testing::AllOf(HasSubstr("step-00000010 -> "), HasSubstr("model.safetensors")));
  EXPECT_TRUE(std::filesystem::exists(folder / "model/README.md"));
  EXPECT_THROW(app.parse("export --model " + run.run()), CLI::RequiredError);
}

}  // namespace
}  // namespace linkbert
