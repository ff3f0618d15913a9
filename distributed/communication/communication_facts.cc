#include "distributed/communication/communication_facts.h"

#include <fmt/core.h>
#include <mpi.h>

#include <array>
#ifdef LINKBERT_CUDA
#include <cuda_runtime_api.h>
#include <nccl.h>
#endif

namespace linkbert {
namespace {

void AskMpi(CommunicationFacts& facts) {
  std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> text{};
  int length = 0;
  if (MPI_Get_library_version(text.data(), &length) == MPI_SUCCESS) {
    facts.mpi_library = text.data();
    // Open MPI goes on with its packager, MPICH with its compilers.
    facts.mpi_library = facts.mpi_library.substr(0, facts.mpi_library.find_first_of(",\n"));
  }
  int version = 0;
  int subversion = 0;
  if (MPI_Get_version(&version, &subversion) == MPI_SUCCESS)
    facts.mpi_standard = fmt::format("{}.{}", version, subversion);
}

#ifdef LINKBERT_CUDA
void AskNccl(CommunicationFacts& facts) {
  facts.nccl_built = true;
  int version = 0;
  if (ncclGetVersion(&version) == ncclSuccess)
    facts.nccl_version = fmt::format("{}.{}.{}", version / 10000, version / 100 % 100, version % 100);
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (status != cudaSuccess) {
    facts.device_problem = cudaGetErrorString(status);
    return;
  }
  for (int device = 0; device < count; ++device) {
    cudaDeviceProp properties{};
    if (cudaGetDeviceProperties(&properties, device) != cudaSuccess) continue;
    facts.devices.push_back(
        fmt::format("{}, {:.0f} GiB", properties.name, static_cast<double>(properties.totalGlobalMem) / (1 << 30)));
  }
}
#endif

}  // namespace

CommunicationFacts GatherCommunicationFacts() {
  CommunicationFacts facts;
  AskMpi(facts);
#ifdef LINKBERT_CUDA
  AskNccl(facts);
#endif
  return facts;
}

}  // namespace linkbert
