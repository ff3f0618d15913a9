#include "launch/commands/training_ranks.h"

#include <algorithm>

#include "base/error.h"
#include "base/thread_pool.h"
#include "launch/environment/all_ranks.h"
#include "launch/environment/signals.h"

namespace linkbert {

void TrainOnAllRanks(const std::function<CommunicationOptions()>& configure,
                     const std::function<TrainingEnd(Communicator&)>& train) {
  CatchStopSignals();
  TrainingEnd end = TrainingEnd::kFinished;
  bool first = true;
  OnAllRanks(configure, [&](Communicator& communicator) {
    first = communicator.Rank() == 0;
    end = train(communicator);
  });
  if (end == TrainingEnd::kStopped) {
    throw Error(ErrorCode::kRequeue, first ? "stopped on request after a save; the same line again goes on." : "");
  }
}

int ChooseThreads(std::int64_t asked, int ranks_on_host) {
  const int cores = AllowedCores();
  if (asked > cores) {
    throw Fail(
        ErrorCode::kEnvironment,
        "training.threads is {}, but this process may run on {} core(s). Lower it, or let the launcher bind to more "
        "cores (mpirun --bind-to none).",
        asked, cores);
  }
  return asked > 0 ? static_cast<int>(asked) : std::max(1, cores / std::max(1, ranks_on_host));
}

}  // namespace linkbert
