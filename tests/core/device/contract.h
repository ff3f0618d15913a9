// What every device must do: its operations against the same in fp64 with LibTorch's autograd, forward and backward.
//
// A new device, or a new type of its matrices, is a line in ContractDevices(); the suites are layers_contract_test.cc
// and losses_contract_test.cc. Inputs are first rounded to the device's type, so that a bound is one on the arithmetic.
#pragma once
#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "core/device/cpu/cpu_device.h"
#include "tests/core/kernels/tensors.h"

namespace linkbert::test {

struct ContractDevice {
  std::string name;
  Device* device;
  double error;  // largest, relative to the largest magnitude of what is wanted

  friend std::ostream& operator<<(std::ostream& out, const ContractDevice& device) { return out << device.name; }
};

inline std::vector<ContractDevice> ContractDevices() { return {{"cpu_float32", &HostDevice(), 2e-5}}; }

class DeviceContract : public testing::TestWithParam<ContractDevice> {
 protected:
  Device& device() const { return *GetParam().device; }
  at::ScalarType storage() const { return device().storage() == DType::kFloat32 ? at::kFloat : at::kBFloat16; }

  // Random numbers that the device's matrices can hold, as a leaf of autograd in fp64.
  at::Tensor Leaf(std::uint64_t seed, at::IntArrayRef shape, double scale = 1) const {
    return (Random(seed, shape) * scale).to(storage()).to(at::kDouble).requires_grad_();
  }
  // The same for vectors, which are fp32 everywhere.
  at::Tensor Vector(std::uint64_t seed, std::int64_t size) const {
    return Random(seed, {size}).to(at::kDouble).requires_grad_();
  }

  // The numbers as the device's matrix, or zeros of that shape.
  View Place(const at::Tensor& values) { return PlaceAs(values, device().storage()); }
  View Room(std::int64_t rows, std::int64_t columns) { return Place(at::zeros({rows, columns})); }
  float* PlaceVector(const at::Tensor& values) {
    return reinterpret_cast<float*>(PlaceAs(values.reshape({1, -1}), DType::kFloat32).data);
  }
  float* Zeros(std::int64_t size) { return PlaceVector(at::zeros({size})); }

  at::Tensor Read(const ConstView& view) const {
    EXPECT_TRUE(view.contiguous());
    const at::Tensor host =
        at::empty({view.rows, view.columns}, view.dtype == DType::kFloat32 ? at::kFloat : at::kBFloat16);
    device().Download(view.data, view.size() * SizeOf(view.dtype), host.mutable_data_ptr());
    return host.to(at::kDouble);
  }
  at::Tensor ReadVector(const float* data, std::int64_t size) const {
    const at::Tensor host = at::empty({size});
    device().Download(data, size * 4, host.mutable_data_ptr());
    return host.to(at::kDouble);
  }

  LinearLayer PlaceLinear(const at::Tensor& weight, const at::Tensor& bias) {
    return {Place(weight), PlaceVector(bias), Zeros(weight.numel()), Zeros(bias.numel())};
  }
  NormLayer PlaceNorm(const at::Tensor& weight, const at::Tensor& bias) {
    return {PlaceVector(weight), PlaceVector(bias), Zeros(weight.numel()), Zeros(bias.numel()), 1e-5F};
  }
  SavedNorm RoomForNorm(std::int64_t rows, std::int64_t columns) {
    return {Room(rows, columns), Zeros(rows), Zeros(rows)};
  }

  void ExpectClose(const at::Tensor& actual, const at::Tensor& wanted, const char* what) const {
    EXPECT_LT(RelativeError(actual.reshape(wanted.sizes()), wanted.detach()), GetParam().error) << what;
  }
  void ExpectGradients(const LinearLayer& layer, const at::Tensor& weight, const at::Tensor& bias) const {
    ExpectClose(ReadVector(layer.weight_gradient, weight.numel()), weight.grad(), "weight's gradient");
    ExpectClose(ReadVector(layer.bias_gradient, bias.numel()), bias.grad(), "bias's gradient");
  }
  void ExpectGradients(const NormLayer& layer, const at::Tensor& weight, const at::Tensor& bias) const {
    ExpectClose(ReadVector(layer.weight_gradient, weight.numel()), weight.grad(), "norm weight's gradient");
    ExpectClose(ReadVector(layer.bias_gradient, bias.numel()), bias.grad(), "norm bias's gradient");
  }

  static at::Tensor FactorsOf(const DropoutSpec& spec, const PackedRows& rows, std::int64_t columns,
                              std::int64_t head = 0) {
    return Factors(spec.Of(head), rows, columns).to(at::kDouble);
  }

 private:
  View PlaceAs(const at::Tensor& values, DType type) {
    const at::Tensor host = values.detach().to(type == DType::kFloat32 ? at::kFloat : at::kBFloat16).contiguous();
    const Memory& memory = memory_.emplace_back(device().Allocate(host.numel() * SizeOf(type)));
    device().Upload(host.const_data_ptr(), host.numel() * SizeOf(type), memory.data);
    return {memory.data, host.size(0), host.size(1), host.size(1), type, device().kind()};
  }

  std::vector<Memory> memory_;
};

inline std::string ContractName(const testing::TestParamInfo<ContractDevice>& info) { return info.param.name; }

}  // namespace linkbert::test
