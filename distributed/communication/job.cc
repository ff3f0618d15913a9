#include "distributed/communication/job.h"

#include <mpi.h>
#include <unistd.h>

#include <cstdlib>

namespace linkbert {

void WriteFinalError(const std::string& text) {
  if (text.empty()) return;
  const std::string line = text + "\n";
  // Nothing is left to do where even this fails.
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, line.data(), line.size());
}

bool JobHasBegun() {
  int started = 0;
  int finished = 0;
  MPI_Initialized(&started);
  MPI_Finalized(&finished);
  return started != 0 && finished == 0;
}

void AbortJob(int exit_code) {
  if (JobHasBegun()) MPI_Abort(MPI_COMM_WORLD, exit_code);
  std::_Exit(exit_code);
}

}  // namespace linkbert
