// A rank that fails in one way, started by job_failure under mpirun: failure_probe MODE DEADLINE.
//
// As a training run does, it takes SIGTERM for a request and not for its end, and tells an error once before it aborts.
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "distributed/backends/factory.h"

namespace linkbert {
namespace {

constexpr int kFailing = 1;  // the rank that fails

[[noreturn]] void Hang() {
  for (;;) pause();
}

void Fail(const std::string& mode, Communicator& communicator) {
  if (mode == "stuck") Hang();
  if (mode == "killed") raise(SIGKILL);
  if (mode == "thrown") throw ::linkbert::Fail(ErrorCode::kInput, "shard 7 is damaged");
  if (mode == "astray") communicator.Barrier();
}

void Run(const std::string& mode, Communicator& communicator) {
  std::cout << "process " << getpid() << std::endl;
  std::vector<float> values(1 << 20, 1.0F);  // enough for the ring
  communicator.Barrier();
  communicator.SetStep(12);
  if (mode == "hang") Hang();
  if (mode == "thrown by all") Fail("thrown", communicator);
  if (communicator.Rank() == kFailing) Fail(mode, communicator);
  communicator.AllReduce(values.data(), values.data(), values.size(), DType::kFloat32, ReduceOperation::kSum).Wait();
}

int Main(const std::string& mode, double deadline_s) {
  signal(SIGTERM, SIG_IGN);
  const std::unique_ptr<Communicator> communicator = MakeCommunicator({.backend = "mpi", .deadline_s = deadline_s});
  if (mode == "uncaught" && communicator->Rank() == kFailing) throw std::runtime_error("nobody catches this");
  try {
    Run(mode, *communicator);
  } catch (const Error& error) {
    communicator->Abort(ExitStatus(error.code()), std::string("linkbert: ") + error.what());
  }
  return 0;
}

}  // namespace
}  // namespace linkbert

int main(int argc, char** argv) { return argc == 3 ? linkbert::Main(argv[1], std::atof(argv[2])) : 2; }
