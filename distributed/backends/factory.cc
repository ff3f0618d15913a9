#include "distributed/backends/factory.h"

#include "base/error.h"
#include "distributed/backends/mpi/mpi_communicator.h"
#include "distributed/communication/launch_environment.h"
#include "distributed/communication/self_communicator.h"
#ifdef LINKBERT_CUDA
#include "distributed/backends/nccl/nccl_communicator.h"
#endif

namespace linkbert {

void Visit(OptionVisitor& visitor, CommunicationOptions& options) {
  visitor.Field(
      {.name = "backend",
       .doc = "What moves data between ranks; auto: mpi where a launcher started several ranks, otherwise self",
       .choices = {"auto", "self", "mpi", "nccl"}},
      options.backend);
  visitor.Field({.name = "deadline_s",
                 .doc = "Longest wait of one collective; a rank that stays away longer ends the job",
                 .unit = "s",
                 .minimum = 1,
                 .maximum = 86400},
                options.deadline_s);
  visitor.Field(
      {.name = "overlap",
       .doc = "Begin to sum gradients over ranks while the backward pass still computes others; with mpi both "
              "want the same cores, and nothing is gained"},
      options.overlap);
}

std::unique_ptr<Communicator> MakeCommunicator(const CommunicationOptions& options) {
  const LaunchEnvironment launch = DetectLaunch();
  std::string backend = options.backend;
  if (backend == "auto") backend = launch.size > 1 ? "mpi" : "self";
  if (backend == "mpi") return std::make_unique<MpiCommunicator>(options.deadline_s);
  if (backend == "self") {
    if (launch.size == 1) return std::make_unique<SelfCommunicator>();
    throw Fail(
        ErrorCode::kEnvironment,
        "communication.backend: self is for one rank, and {} started {}. Choose auto or mpi, or start one process",
        launch.launcher, launch.size);
  }
#ifdef LINKBERT_CUDA
  if (backend == "nccl") return MakeNcclCommunicator(options.deadline_s);
#endif
  throw Fail(ErrorCode::kConfiguration,
             "communication.backend: {} is not in this build; choose auto, self or mpi, or build with the preset cuda",
             backend);
}

}  // namespace linkbert
