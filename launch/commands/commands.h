// The verbs of `linkbert`. One small file a verb: parse, call a room, format. Each is registered in one list
// (commands.cc); its group is how --help sorts it (data, train, evaluate, look).
#pragma once
#include "launch/commands/verb.h"

namespace linkbert {

// Parses, runs the verb, prints an Error as one block on stderr and returns the documented exit code (docs/errors.md).
int RunProgram(int argc, char** argv);

// Each adds its subcommand to the program; the callback throws Error.
void AddPrepareCommand(Verb program);
void AddPrepareTaskCommand(Verb program);
void AddVocabCommand(Verb program);
void AddTokenizeCommand(Verb program);
void AddPretrainCommand(Verb program);
void AddFinetuneCommand(Verb program);
void AddEvaluateCommand(Verb program);
void AddPredictCommand(Verb program);
void AddEmbedCommand(Verb program);
void AddExportCommand(Verb program);
void AddInspectCommand(Verb program);
void AddReportCommand(Verb program);
void AddConfigCommand(Verb program);
void AddDoctorCommand(Verb program);
void AddBenchCommand(Verb program);

}  // namespace linkbert
