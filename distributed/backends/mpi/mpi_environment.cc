#include "distributed/backends/mpi/mpi_environment.h"

#include <mpi.h>
#include <signal.h>
#include <sys/prctl.h>

#include <exception>
#include <string>

#include "base/error.h"
#include "distributed/communication/job.h"
#include "distributed/communication/launch_environment.h"

namespace linkbert {
namespace {

[[noreturn]] void AbortOnTerminate() {
  std::string what = "no exception";
  try {
    if (std::current_exception()) std::rethrow_exception(std::current_exception());
  } catch (const std::exception& error) {
    what = error.what();
  } catch (...) {
    what = "an exception of unknown type";
  }
  WriteFinalError(fmt::format("linkbert on host {} terminates: {}", HostName(), what));
  AbortJob(ExitStatus(ErrorCode::kInternal));
}

}  // namespace

MpiEnvironment::MpiEnvironment() : exceptions_at_start_(std::uncaught_exceptions()) {
  int started = 0;
  MPI_Initialized(&started);
  LB_CHECK(started == 0, "MPI can be started once a process");
  int provided = 0;
  const int status = MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
  if (status != MPI_SUCCESS || provided < MPI_THREAD_FUNNELED) {
    throw Fail(
        ErrorCode::kEnvironment,
        "MPI_Init_thread: status {}, thread level {}, wanted at least {} (MPI_THREAD_FUNNELED). Use an MPI library "
        "built with threads",
        status, provided, static_cast<int>(MPI_THREAD_FUNNELED));
  }
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  std::set_terminate(AbortOnTerminate);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
}

MpiEnvironment::~MpiEnvironment() {
  if (failed_ || std::uncaught_exceptions() > exceptions_at_start_) return;
  MPI_Finalize();
}

}  // namespace linkbert
