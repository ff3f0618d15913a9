// The end of a job: its error on standard error, and the exit of every rank.
//
// Sits below the communicators and above the process: it is what works when nothing else does. AbortJob is safe from
// any thread, and in a terminate handler.
#pragma once
#include <string>

namespace linkbert {

// Writes text as one line to standard error in one system call, so that ranks' lines do not mix. Empty: nothing.
void WriteFinalError(const std::string& text);

// MPI has been started, and not yet ended.
bool JobHasBegun();

// Ends this process and, while MPI runs, the whole job. For the handler that has printed an error after the
// communicator is gone; with a communicator at hand, Communicator::Abort.
[[noreturn]] void AbortJob(int exit_code);

}  // namespace linkbert
