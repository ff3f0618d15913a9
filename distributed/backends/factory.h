// The one place where a back end is chosen, at run time: launch/ calls MakeCommunicator once and passes it down.
//
// auto takes MPI when a launcher (mpirun, srun) started more than one process, otherwise the one-rank identity. What
// was used is Communicator::Name(); run.json records it beside what was asked for.
// Errors: kConfiguration for a back end this build lacks, kEnvironment when the launch is broken.
#pragma once
#include <memory>
#include <string>

#include "base/options.h"
#include "distributed/communication/communicator.h"
#include "distributed/communication/job.h"

namespace linkbert {

struct CommunicationOptions {
  std::string backend = "auto";  // auto | self | mpi | nccl
  double deadline_s = 600;       // longest wait of one collective
  bool overlap = false;          // reductions begin during backward passes
};

void Visit(OptionVisitor& visitor, CommunicationOptions& options);

// At most once a process where MPI is used: MPI cannot be started twice.
std::unique_ptr<Communicator> MakeCommunicator(const CommunicationOptions& options);

}  // namespace linkbert
