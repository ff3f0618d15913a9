#include "launch/commands/prepare_task_arguments.h"

#include <fmt/core.h>

#include "base/error.h"

namespace linkbert {
namespace {

void PrintPart(const PartAccount& part, std::string_view unit) {
  fmt::print("{}.json: {} examples", part.part, part.written);
  if (part.units > 0 && !unit.empty()) fmt::print(", {} {}", part.units, unit);
  fmt::print("; {} {} read from {}\n", part.rows, part.row_name, part.source);
  for (const auto& [reason, count] : part.skipped) fmt::print("  {:>8} left out: {}\n", count, reason);
  for (const auto& [reason, count] : part.noted) fmt::print("  {:>8} kept, but look: {}\n", count, reason);
  for (const std::string& remark : part.remarks) fmt::print("           {}\n", remark);
  for (const std::string& place : part.places) fmt::print("           {}\n", place);
}

}  // namespace

void PrintTask(const PreparedTask& task, const std::string& output, std::string_view unit) {
  for (const PartAccount& part : task.parts) PrintPart(part, unit);
  for (const std::string& note : task.notes) fmt::print("note: {}\n", note);
  for (const std::string& warning : task.warnings) fmt::print("warning: {}\n", warning);
  fmt::print("{}: written\n", output);
}

void RequireOption(const std::string& value, const char* option, const char* wanted) {
  if (value.empty()) throw Fail(ErrorCode::kUsage, "--{} is missing: {}.", option, wanted);
}

// The input of a subcommand; complains where there is none.
RawInput TaskInput(const PrepareTaskArguments& arguments) {
  RawInput input = arguments.options.input;
  if (!arguments.train.empty()) input.named.push_back({"train", arguments.train});
  if (!arguments.dev.empty()) input.named.push_back({"dev", arguments.dev});
  if (!arguments.test.empty()) input.named.push_back({"test", arguments.test});
  if (input.folder.empty() && input.named.empty()) {
    throw Fail(ErrorCode::kUsage,
               "no raw files: name their folder with --input, or files with --train, --dev, --test.");
  }
  RequireOption(arguments.options.output, "output", "the folder for train.json, dev.json and test.json");
  return input;
}

void AddTaskFiles(Verb command, PrepareTaskArguments& arguments, bool own_files) {
  if (!own_files) {
    command.Option("--input", arguments.options.input.folder, "Folder of the raw files, as --where describes it");
  }
  command.Option("--train", arguments.train, "A training file (plain or .gz)");
  command.Option("--dev", arguments.dev, "A dev file");
  command.Option("--test", arguments.test, "A test file");
  command.Option("--output", arguments.options.output, "Folder for train.json, dev.json and test.json");
  command.Flag("--strict", arguments.options.strict,
               "Fail at the first example that is wrong (an answer not at its offset, an empty text) instead of "
               "counting and showing it");
}

}  // namespace linkbert
