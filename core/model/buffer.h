// Buffer: memory for activations that is kept from one micro-batch to the next and only grows; CopyOf: what leaves it.
//
// Fresh pages cost the operating system about as much time as filling them; a step of a small model would spend several
// percent on that. Contents are undefined after Get. One owner, one thread.
#pragma once
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>

#include <cstdint>
#include <cstring>

#include "core/kernels/gemm.h"

namespace linkbert {

class Buffer {
 public:
  // Room for `elements` floats; earlier pointers into this buffer are invalid if it had to grow.
  float* Get(std::int64_t elements) {
    if (!storage_.defined() || storage_.numel() < elements) {
      storage_ = at::Tensor();  // freed first: the old and the new one need not fit together
      storage_ = at::empty({elements});
    }
    return storage_.mutable_data_ptr<float>();
  }
  Matrix Get(std::int64_t rows, std::int64_t columns) { return {Get(rows * columns), rows, columns}; }

 private:
  at::Tensor storage_;
};

// The caller's own copy of a matrix whose rows lie one after another.
inline at::Tensor CopyOf(const Matrix& matrix) {
  at::Tensor result = at::empty({matrix.rows, matrix.columns});
  std::memcpy(result.mutable_data_ptr<float>(), matrix.data, static_cast<std::size_t>(matrix.size()) * sizeof(float));
  return result;
}

}  // namespace linkbert
