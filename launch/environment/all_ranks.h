// OnAllRanks: what a verb does on the ranks that mpirun or srun started, so that an error ends the whole job once told.
//
// An exception on any rank, before there is a communicator or with it, ends all ranks with its exit code; one message
// says which rank and host. With one rank the exception goes on to launch/commands/commands.cc, as in any other verb.
// Threads: the main thread, once a process where several ranks run.
#pragma once
#include <functional>

#include "distributed/backends/factory.h"

namespace linkbert {

// configure: how ranks talk, and whatever has to be read to know it. body: the work.
void OnAllRanks(const std::function<CommunicationOptions()>& configure, const std::function<void(Communicator&)>& body);

}  // namespace linkbert
