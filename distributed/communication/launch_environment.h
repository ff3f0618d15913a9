// What the launcher says about this process before MPI is started, and where the ranks sit once they can talk.
//
// DetectLaunch reads environment variables only (Open MPI's mpirun, PMIx and Slurm's srun); Topology is gathered over
// the communicator and so holds under every launcher. Plain values; safe from any thread.
#pragma once
#include <string>
#include <vector>

#include "distributed/communication/communicator.h"

namespace linkbert {

struct LaunchEnvironment {
  std::string launcher = "none";  // none | mpirun | srun
  int rank = 0;
  int size = 1;
  int local_rank = 0;  // among the ranks of this host
  int local_size = 1;
};

// Throws kEnvironment if the launcher's variables contradict each other.
LaunchEnvironment DetectLaunch();

// The name this machine gives itself.
std::string HostName();

// Tells machines apart even where containers share a name: changes with every boot.
std::string MachineId();

struct Topology {
  std::vector<std::string> hosts;  // [ranks] host name of every rank
  int local_rank = 0;              // ranks below this one on the same machine
  int local_size = 1;              // ranks on this machine: those that can share its memory
};

// Collective. Ranks share a machine when host name and MachineId agree.
Topology DiscoverTopology(Communicator& communicator);

}  // namespace linkbert
