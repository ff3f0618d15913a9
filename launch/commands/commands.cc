#include "launch/commands/commands.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "base/error.h"
#include "distributed/communication/launch_environment.h"

namespace linkbert {
namespace {

// A misspelt option makes its right spelling missing: tell both.
std::string Reason(const CLI::App& app, const CLI::Error& error) {
  const std::vector<std::string> unknown = app.remaining(/*recurse=*/true);
  const bool missing = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::RequiredError);
  if (!missing || unknown.empty()) return error.what();
  return fmt::format("{}, and this was not expected: {}", error.what(), fmt::join(unknown, " "));
}

void AddVerbs(CLI::App& app) {
  app.require_subcommand(1);
  app.failure_message([](const CLI::App* all, const CLI::Error& error) {
    return fmt::format("linkbert: error: {}. `linkbert VERB --help` lists options and examples.\n",
                       Reason(*all, error));
  });
  app.set_help_all_flag("--help-all", "Help of every verb");
  const Verb program(&app);
  AddPrepareCommand(program);
  AddPrepareTaskCommand(program);
  AddVocabCommand(program);
  AddTokenizeCommand(program);
  AddPretrainCommand(program);
  AddFinetuneCommand(program);
  AddEvaluateCommand(program);
  AddPredictCommand(program);
  AddEmbedCommand(program);
  AddExportCommand(program);
  AddInspectCommand(program);
  AddReportCommand(program);
  AddConfigCommand(program);
  AddDoctorCommand(program);
  AddBenchCommand(program);
}

// An error without a message has been told by another rank.
int Report(const Error& error) {
  std::fflush(stdout);
  if (*error.what() == '\0') return ExitStatus(error.code());
  if (error.code() == ErrorCode::kRequeue) {
    fmt::print(stderr, "linkbert: {}\n", error.what());
  } else {
    fmt::print(stderr, "linkbert: error: {}\n", error.what());
  }
  return ExitStatus(error.code());
}

bool IsOtherRank() {
  try {
    return DetectLaunch().rank > 0;
  } catch (const Error&) {
    return false;  // the verb will say what is wrong with the launch
  }
}

}  // namespace

int RunProgram(int argc, char** argv) {
  CLI::App app{
      "Pretrains BERT encoders on documents and the links between them (LinkBERT, ACL 2022),\n"
      "from a raw dump to a model that Hugging Face transformers opens.",
      "linkbert"};
  try {
    AddVerbs(app);
    app.parse(argc, argv);
    return 0;
  } catch (const CLI::ParseError& error) {
    // Prints the help or the message. All ranks of a job have the same command line: the first tells what is wrong.
    const bool tell = !IsOtherRank();
    std::ostringstream silent;
    const int status = app.exit(error, tell ? std::cout : silent, tell ? std::cerr : silent);
    return status == 0 ? 0 : ExitStatus(ErrorCode::kUsage);
  } catch (const std::exception& exception) {
    return Report(AsError(exception));
  }
}

}  // namespace linkbert
