#include "distributed/communication/launch_environment.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <optional>

#include "base/error.h"

namespace linkbert {
namespace {

std::optional<int> IntegerFrom(const char* variable) {
  const char* const text = std::getenv(variable);
  if (text == nullptr) return std::nullopt;
  char* end = nullptr;
  const long value = std::strtol(text, &end, 10);
  if (end == text || *end != '\0' || value < 0 || value > 1'000'000) {
    throw Fail(ErrorCode::kEnvironment, "{}={}: not a rank or a count of ranks; the launcher sets this variable",
               variable, text);
  }
  return static_cast<int>(value);
}

// Of Slurm's step: "2", "2(x3)", "2,1".
int TasksOfFirstNode() {
  const char* const text = std::getenv("SLURM_STEP_TASKS_PER_NODE");
  return text == nullptr ? 1 : static_cast<int>(std::strtol(text, nullptr, 10));
}

LaunchEnvironment FromVariables() {
  LaunchEnvironment launch;
  if (const auto rank = IntegerFrom("OMPI_COMM_WORLD_RANK")) {
    launch.launcher = "mpirun";
    launch.rank = *rank;
    launch.size = IntegerFrom("OMPI_COMM_WORLD_SIZE").value_or(0);
    launch.local_rank = IntegerFrom("OMPI_COMM_WORLD_LOCAL_RANK").value_or(0);
    launch.local_size = IntegerFrom("OMPI_COMM_WORLD_LOCAL_SIZE").value_or(1);
  } else if (std::getenv("PMIX_RANK") != nullptr && std::getenv("SLURM_PROCID") != nullptr) {
    // Without PMIX_RANK the variables are those of the batch script, not of a task that srun --mpi=pmix started.
    launch.launcher = "srun";
    launch.rank = IntegerFrom("SLURM_PROCID").value_or(0);
    launch.size = IntegerFrom("SLURM_STEP_NUM_TASKS").value_or(IntegerFrom("SLURM_NTASKS").value_or(0));
    launch.local_rank = IntegerFrom("SLURM_LOCALID").value_or(0);
    launch.local_size = std::max(launch.local_rank + 1, TasksOfFirstNode());  // at least; Topology knows
  }
  return launch;
}

}  // namespace

LaunchEnvironment DetectLaunch() {
  LaunchEnvironment launch = FromVariables();
  if (launch.rank >= launch.size) {
    throw Fail(ErrorCode::kEnvironment,
               "{} says this is rank {} of {}: its variables contradict each other. Start the program anew, not from "
               "inside another launch",
               launch.launcher, launch.rank, launch.size);
  }
  return launch;
}

std::string HostName() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  return name.data();
}

std::string MachineId() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  file >> id;
  return id.empty() ? HostName() : id;
}

Topology DiscoverTopology(Communicator& communicator) {
  constexpr std::size_t kRecord = 384;
  std::array<char, kRecord> mine{};
  const std::string machine = HostName() + '\n' + MachineId();
  machine.copy(mine.data(), kRecord - 1);
  const auto size = static_cast<std::size_t>(communicator.Size());
  std::vector<char> all(size * kRecord);
  communicator.AllGather(mine.data(), all.data(), kRecord, DType::kUint8).Wait();
  Topology topology;
  topology.local_size = 0;
  for (std::size_t rank = 0; rank < size; ++rank) {
    const std::string other = all.data() + rank * kRecord;
    topology.hosts.push_back(other.substr(0, other.find('\n')));
    if (other != machine) continue;
    ++topology.local_size;
    if (static_cast<int>(rank) < communicator.Rank()) ++topology.local_rank;
  }
  return topology;
}

}  // namespace linkbert
