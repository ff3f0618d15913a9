// OnAllRanks: runs a verb's work on every launched rank, and ends the whole job where one of them fails.
//
// An error on one rank would leave the others waiting in a collective: it is told once and aborts the job with the
// error's exit code. Without a launcher it is simply thrown on.
#pragma once
#include <functional>

#include "distributed/communication/factory.h"

namespace linkbert {

// The ranks part in good order before it returns.
void OnAllRanks(const CommunicationOptions& options, const std::function<void(Communicator&)>& work);

}  // namespace linkbert
