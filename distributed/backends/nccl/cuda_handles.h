// Owners of a CUDA stream and of CUDA events, and the check of a CUDA status.
//
// Movable, not copyable; they belong to the device that was current when they were made. Destructors throw nothing.
// Errors: kEnvironment with CUDA's own words.
#pragma once
#include <cuda_runtime_api.h>

#include <memory>

namespace linkbert {

// what: the call, for the message.
void CheckCuda(cudaError_t status, const char* what);

struct CudaStreamDeleter {
  void operator()(cudaStream_t stream) const { cudaStreamDestroy(stream); }
};
using CudaStream = std::unique_ptr<CUstream_st, CudaStreamDeleter>;

struct CudaEventDeleter {
  void operator()(cudaEvent_t event) const { cudaEventDestroy(event); }
};
using CudaEvent = std::unique_ptr<CUevent_st, CudaEventDeleter>;

// A stream that the default stream does not wait for, nor it for that.
CudaStream MakeCudaStream();

// An event recorded on stream, without timing.
CudaEvent RecordCudaEvent(cudaStream_t stream);

// The work that stream is given from now on waits for event; the host does not.
void MakeStreamWait(cudaStream_t stream, const CudaEvent& event);

}  // namespace linkbert
