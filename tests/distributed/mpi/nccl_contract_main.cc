// The contract over NCCL: `mpirun -n N nccl_contract N`, one GPU a rank where there are enough.
//
// With fewer GPUs the ranks share them: NCCL refuses two ranks on one GPU of one host, so each rank claims a host of
// its own and talks over loopback sockets. That proves correctness and says nothing of speed.
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

#include "base/error.h"
#include "distributed/backends/nccl/nccl_communicator.h"
#include "distributed/communication/job.h"
#include "distributed/communication/launch_environment.h"
#include "tests/distributed/communication/channel_communicator.h"
#include "tests/distributed/communication/contract.h"

namespace linkbert {
namespace {

class NcclContract : public testing::Test {
 public:
  NcclContract(Communicator& communicator, void (*run)(Communicator&)) : communicator_(communicator), run_(run) {}
  void TestBody() override { run_(communicator_); }

 private:
  Communicator& communicator_;
  void (*run_)(Communicator&);
};

void ShareOneGpu(int rank) {
  setenv("NCCL_HOSTID", ("rank" + std::to_string(rank)).c_str(), 1);
  setenv("NCCL_P2P_DISABLE", "1", 1);
  setenv("NCCL_SHM_DISABLE", "1", 1);
  setenv("NCCL_NET", "Socket", 1);
  setenv("NCCL_SOCKET_IFNAME", "lo", 1);
}

contract::Staging GpuStaging() {
  return {.allocate =
              [](std::size_t bytes) {
                void* memory = nullptr;
                CheckCuda(cudaMalloc(&memory, bytes), "cudaMalloc");
                return std::shared_ptr<void>(memory, [](void* its) { cudaFree(its); });
              },
          .to_device =
              [](void* to, const void* from, std::size_t bytes) {
                CheckCuda(cudaMemcpy(to, from, bytes, cudaMemcpyHostToDevice), "cudaMemcpy");
              },
          .to_host =
              [](void* to, const void* from, std::size_t bytes) {
                CheckCuda(cudaMemcpy(to, from, bytes, cudaMemcpyDeviceToHost), "cudaMemcpy");
              }};
}

int RunContract(int ranks) {
  auto control = std::make_unique<MpiCommunicator>(/*deadline_s=*/120);
  if (control->Size() != ranks) {
    std::cerr << "the launcher started " << control->Size() << " ranks, wanted " << ranks << '\n';
    return 1;
  }
  int devices = 0;
  CheckCuda(cudaGetDeviceCount(&devices), "cudaGetDeviceCount");
  if (devices < ranks) ShareOneGpu(control->Rank());
  NcclCommunicator nccl(std::move(control), DetectLaunch().local_rank % devices);
  contract::ChannelCommunicator staged(nccl, GpuStaging());
  for (const contract::Case& the_case : contract::Cases()) {
    // NCCL rounds a bf16 sum at every addition; fp32 on the wire is the way to round once.
    if (the_case.name == "BFloat16SumsAreRoundedOnce") continue;
    testing::RegisterTest("NcclContract", the_case.name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [&, run = the_case.run] { return new NcclContract(staged, run); });
  }
  return RUN_ALL_TESTS();
}

int Main(int ranks) {
  try {
    return RunContract(ranks);
  } catch (const Error& error) {
    std::cerr << "nccl_contract: " << error.what() << '\n';
    AbortJob(ExitStatus(error.code()));
  }
}

}  // namespace
}  // namespace linkbert

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  return argc == 2 ? linkbert::Main(std::atoi(argv[1])) : 2;
}
