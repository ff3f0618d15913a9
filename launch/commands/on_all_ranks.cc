#include "launch/commands/on_all_ranks.h"

#include "base/error.h"
#include "distributed/communication/launch_environment.h"

namespace linkbert {

void OnAllRanks(const CommunicationOptions& options, const std::function<void(Communicator&)>& work) {
  const std::unique_ptr<Communicator> communicator = MakeCommunicator(options);
  try {
    work(*communicator);
  } catch (const Error& error) {
    if (communicator->Size() > 1) {
      communicator->Abort(ExitStatus(error.code()), fmt::format("linkbert: error: rank {} on {}: {}",
                                                                communicator->Rank(), HostName(), error.what()));
    }
    throw;
  }
}

}  // namespace linkbert
