// TrainOnAllRanks: what the verbs that train have around their work beside OnAllRanks: stop signals, and threads.
#pragma once
#include <cstdint>
#include <functional>

#include "core/training/trainer.h"
#include "distributed/backends/factory.h"

namespace linkbert {

// Collective. Throws kRequeue, once the ranks have parted, where a stop signal ended the training.
void TrainOnAllRanks(const std::function<CommunicationOptions()>& configure,
                     const std::function<TrainingEnd(Communicator&)>& train);

// Compute threads of a rank: as asked, or its share of the cores of its host where asked is 0. Throws kEnvironment for
// more threads than cores.
int ChooseThreads(std::int64_t asked, int ranks_on_host);

}  // namespace linkbert
