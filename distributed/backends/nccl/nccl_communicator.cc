#include "distributed/backends/nccl/nccl_communicator.h"

#include <utility>

#include "base/error.h"
#include "distributed/communication/launch_environment.h"

namespace linkbert {

std::unique_ptr<NcclCommunicator> MakeNcclCommunicator(double deadline_s) {
  auto host = std::make_unique<MpiCommunicator>(deadline_s);
  const Topology topology = DiscoverTopology(*host);
  int devices = 0;
  CheckCuda(cudaGetDeviceCount(&devices), "communication.backend: nccl needs a GPU: cudaGetDeviceCount");
  if (devices < topology.local_size) {
    throw Fail(
        ErrorCode::kEnvironment,
        "communication.backend: nccl wants a GPU a rank, and host {} has {} for {} ranks. Start at most {} ranks a "
        "host",
        HostName(), devices, topology.local_size, devices);
  }
  return std::make_unique<NcclCommunicator>(std::move(host), topology.local_rank);
}

}  // namespace linkbert
