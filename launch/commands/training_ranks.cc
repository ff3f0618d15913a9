#include "launch/commands/training_ranks.h"

#include <fmt/core.h>

#include <cstdio>

#include "base/error.h"
#include "launch/environment/all_ranks.h"
#include "launch/environment/signals.h"

namespace linkbert {

void TrainOnAllRanks(const TrainingLine& line, const std::function<CommunicationOptions()>& configure,
                     const std::function<TrainingEnd(const RunContext&)>& train) {
  CatchStopSignals();
  TrainingEnd end = TrainingEnd::kFinished;
  bool first = true;
  OnAllRanks(configure, [&](Communicator& communicator) {
    first = communicator.Rank() == 0;
    end = train({.communicator = communicator,
                 .dry_run = line.dry_run,
                 .stop_signalled = StopSignalled,
                 .tell =
                     [](const std::string& text) {
                       fmt::print("{}\n", text);
                       std::fflush(stdout);
                     },
                 .command_line = {CommandLineFact(line.own)}});
  });
  if (end == TrainingEnd::kStopped) {
    throw Error(ErrorCode::kRequeue, first ? "stopped on request after a save; the same line again goes on." : "");
  }
}

}  // namespace linkbert
