// What this build and this machine offer for talking between ranks, for `linkbert doctor`.
//
// MPI is not started: its version may be asked for before. Without a driver every CUDA call fails, so devices are
// counted first and the reason is kept. Plain values; safe from any thread; throws nothing of its own.
#pragma once
#include <string>
#include <vector>

namespace linkbert {

struct CommunicationFacts {
  std::string mpi_library;   // in its own words, such as "Open MPI v4.1.4"
  std::string mpi_standard;  // such as "3.1"
  bool nccl_built = false;
  std::string nccl_version;          // empty where it is not built
  std::vector<std::string> devices;  // CUDA devices that NCCL could use
  std::string device_problem;        // why there are none, in CUDA's words; empty where it was not asked
};

CommunicationFacts GatherCommunicationFacts();

}  // namespace linkbert
