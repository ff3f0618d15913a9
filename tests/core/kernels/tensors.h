// What tests of kernels and model share: tensors as the kernels' views, random tensors, ragged batches, errors.
#pragma once
#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "base/view.h"
#include "core/kernels/gemm.h"
#include "core/kernels/packed_rows.h"

namespace linkbert::test {

inline float* Data(const at::Tensor& tensor) { return tensor.mutable_data_ptr<float>(); }
inline Matrix AsMatrix(const at::Tensor& tensor) { return {Data(tensor), tensor.size(0), tensor.size(1)}; }
// As a device's view of the host's memory.
inline View OnHost(const at::Tensor& tensor) {
  return {reinterpret_cast<std::byte*>(Data(tensor)),
          tensor.size(0),
          tensor.size(1),
          tensor.size(1),
          DType::kFloat32,
          DeviceKind::kCpu};
}
// Ids as the kernels take them, from LibTorch's.
inline at::Tensor Ids32(const at::Tensor& ids) { return ids.to(at::kInt); }

// Standard normal, the same for the same seed and shape.
inline at::Tensor Random(std::uint64_t seed, at::IntArrayRef shape) {
  at::manual_seed(seed);
  return at::randn(shape);
}

// Largest difference, relative to the largest magnitude of `expected`; infinite where something is not a number.
inline double RelativeError(const at::Tensor& actual, const at::Tensor& expected) {
  if (actual.sizes() != expected.sizes() || !actual.isfinite().all().item<bool>()) return INFINITY;
  if (expected.numel() == 0) return 0.0;
  const double difference = (actual - expected).abs().max().item<double>();
  return difference == 0.0 ? 0.0 : difference / expected.abs().max().item<double>();
}

// Runs with this many LibTorch threads until the end of the scope.
class Threads {
 public:
  explicit Threads(int count) : before_(at::get_num_threads()) { at::set_num_threads(count); }
  ~Threads() { at::set_num_threads(before_); }
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;

 private:
  int before_;
};

// Sequences of these lengths; the samples are numbered 10, 11, ...
inline PackedRows Ragged(const std::vector<std::int32_t>& lengths, const std::vector<std::int32_t>& attended = {}) {
  std::vector<std::int32_t> cu_seqlens = {0};
  for (const std::int32_t length : lengths) cu_seqlens.push_back(cu_seqlens.back() + length);
  std::vector<std::uint64_t> samples(lengths.size());
  std::iota(samples.begin(), samples.end(), 10);
  return {std::move(cu_seqlens), std::move(samples), attended};
}

// The factors of every row as a tensor [N, columns], row by row through the same function the kernels use.
template <typename Dropout>
at::Tensor Factors(const Dropout& dropout, const PackedRows& rows, std::int64_t columns) {
  at::Tensor result = at::ones({rows.rows(), Dropout::Capacity(columns)});
  for (std::int64_t row = 0; dropout.active() && row < rows.rows(); ++row) {
    dropout.Factors(rows.Sample(rows.Sequence(row)), rows.Place(row), columns, Data(result[row]));
  }
  return result.narrow(1, 0, columns).contiguous();
}

}  // namespace linkbert::test
