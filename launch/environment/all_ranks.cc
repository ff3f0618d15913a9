#include "launch/environment/all_ranks.h"

#include <memory>

#include "base/error.h"
#include "distributed/communication/job.h"
#include "distributed/communication/launch_environment.h"

namespace linkbert {
namespace {

// Ends the job. A communicator's own errors name rank and host themselves.
void EndJob(Communicator& communicator, const Error& error) {
  const std::string who = error.code() == ErrorCode::kCommunication
                              ? ""
                              : fmt::format("rank {} on host {}: ", communicator.Rank(), HostName());
  communicator.Abort(ExitStatus(error.code()), fmt::format("linkbert: error: {}{}", who, error.what()));
}

// Ends the job, where there are several ranks, for what goes wrong before there is a communicator: mistakes in a
// command or a file, mostly, that every rank finds. So one is made for the ranks to agree who tells it.
std::unique_ptr<Communicator> Start(const std::function<CommunicationOptions()>& configure) {
  try {
    return MakeCommunicator(configure());
  } catch (const std::exception& exception) {
    if (DetectLaunch().size == 1) throw;
    const Error error = AsError(exception);
    if (!JobHasBegun()) EndJob(*MakeCommunicator({.backend = "mpi"}), error);
    WriteFinalError(fmt::format("linkbert: error: {}", error.what()));
    AbortJob(ExitStatus(error.code()));
  }
}

}  // namespace

void OnAllRanks(const std::function<CommunicationOptions()>& configure,
                const std::function<void(Communicator&)>& body) {
  const std::unique_ptr<Communicator> communicator = Start(configure);
  try {
    body(*communicator);
  } catch (const std::exception& exception) {
    if (communicator->Size() > 1) EndJob(*communicator, AsError(exception));
    throw;
  }
}

}  // namespace linkbert
