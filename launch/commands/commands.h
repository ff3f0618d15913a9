// The verbs of `linkbert`. One small file a verb: parse, call a room, format. Each is registered in one list
// (commands.cc); its group is how --help sorts it (data, train, evaluate, look).
#pragma once
#include <CLI/CLI.hpp>

namespace linkbert {

// Parses, runs the verb, prints an Error as one block on stderr and returns the documented exit code (docs/errors.md).
int RunProgram(int argc, char** argv);

// Each adds its subcommand to `app`; the callback throws Error.
void AddPrepareCommand(CLI::App& app);
void AddPrepareTaskCommand(CLI::App& app);
void AddVocabCommand(CLI::App& app);
void AddTokenizeCommand(CLI::App& app);
void AddPretrainCommand(CLI::App& app);
void AddFinetuneCommand(CLI::App& app);
void AddEvaluateCommand(CLI::App& app);
void AddPredictCommand(CLI::App& app);
void AddEmbedCommand(CLI::App& app);
void AddExportCommand(CLI::App& app);
void AddInspectCommand(CLI::App& app);
void AddReportCommand(CLI::App& app);
void AddConfigCommand(CLI::App& app);
void AddDoctorCommand(CLI::App& app);
void AddBenchCommand(CLI::App& app);

}  // namespace linkbert
