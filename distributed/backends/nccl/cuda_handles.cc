#include "distributed/backends/nccl/cuda_handles.h"

#include "base/error.h"

namespace linkbert {

void CheckCuda(cudaError_t status, const char* what) {
  if (status == cudaSuccess) return;
  throw Fail(ErrorCode::kEnvironment, "{}: {} ({})", what, cudaGetErrorString(status), cudaGetErrorName(status));
}

CudaStream MakeCudaStream() {
  cudaStream_t stream = nullptr;
  CheckCuda(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "cudaStreamCreateWithFlags");
  return CudaStream(stream);
}

CudaEvent RecordCudaEvent(cudaStream_t stream) {
  cudaEvent_t raw = nullptr;
  CheckCuda(cudaEventCreateWithFlags(&raw, cudaEventDisableTiming), "cudaEventCreateWithFlags");
  CudaEvent event(raw);
  CheckCuda(cudaEventRecord(raw, stream), "cudaEventRecord");
  return event;
}

void MakeStreamWait(cudaStream_t stream, const CudaEvent& event) {
  CheckCuda(cudaStreamWaitEvent(stream, event.get(), 0), "cudaStreamWaitEvent");
}

}  // namespace linkbert
