// linkbert-full: all verbs. `linkbert` becomes this program for those that need LibTorch, and for --help.
#include "launch/commands/run_program.h"

int main(int argc, char** argv) {
  constexpr linkbert::AddVerb kVerbs[] = {
      linkbert::AddPrepareCommand,  linkbert::AddPrepareTaskCommand, linkbert::AddVocabCommand,
      linkbert::AddTokenizeCommand, linkbert::AddPretrainCommand,    linkbert::AddFinetuneCommand,
      linkbert::AddEvaluateCommand, linkbert::AddPredictCommand,     linkbert::AddEmbedCommand,
      linkbert::AddExportCommand,   linkbert::AddInspectCommand,     linkbert::AddReportCommand,
      linkbert::AddConfigCommand,   linkbert::AddDoctorCommand,      linkbert::AddBenchCommand,
  };
  return linkbert::RunProgram(kVerbs, argc, argv);
}
