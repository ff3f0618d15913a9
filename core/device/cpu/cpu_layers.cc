// The layers of an encoder on the CPU.
#include <cmath>

#include "base/error.h"
#include "core/device/cpu/cpu_device.h"
#include "core/device/cpu/host_matrix.h"
#include "core/device/cpu/products.h"
#include "core/kernels/embedding.h"
#include "core/kernels/row_operations.h"

namespace linkbert {
namespace {

Branch BranchOf(const ResidualNormLayer& layer) { return {layer.linear.bias, layer.dropout.Of()}; }

// The joint weight of three parts that follow each other without a gap is one matrix, and its product one: so it is for
// every hidden size that is a multiple of 8.
bool IsJoint(const AttentionLayer& layer) {
  const std::int64_t bytes = layer.parts[0].weight.size() * SizeOf(layer.parts[0].weight.dtype);
  return layer.parts[1].weight.data == layer.parts[0].weight.data + bytes &&
         layer.parts[2].weight.data == layer.parts[1].weight.data + bytes;
}

// body(layer of the weights, first column): for the joint weight, or for each of the three.
template <typename Body>
void ForProjections(const AttentionLayer& layer, const Body& body) {
  LinearLayer part = layer.parts[0];
  if (IsJoint(layer)) {
    part.weight.rows *= 3;
    return body(part, 0);
  }
  for (std::size_t p = 0; p < layer.parts.size(); ++p)
    body(layer.parts[p], static_cast<std::int64_t>(p) * layer.shape.hidden());
}

AttentionInput InputOf(const AttentionLayer& layer, const ConstView& projections) {
  std::vector<Dropout> dropout;
  for (std::int64_t head = 0; head < layer.shape.heads; ++head) dropout.push_back(layer.dropout.Of(head));
  return {layer.shape,
          {layer.parts[0].bias, layer.parts[1].bias, layer.parts[2].bias},
          HostMatrix(projections),
          std::move(dropout)};
}

const float* TableOf(const EmbeddingTable& table) { return HostFloats(table.values); }

}  // namespace

void CpuDevice::LinearForward(const LinearLayer& layer, const ConstView& x, const View& y) {
  const Matrix output = HostMatrix(y);
  Product(layer, HostMatrix(x), output);
  for (std::int64_t r = 0; layer.bias != nullptr && r < output.rows; ++r)
    AddRow(layer.bias, output.columns, output.Row(r));
}

void CpuDevice::LinearBackward(const LinearLayer& layer, const ConstView& x, const ConstView& grad_y,
                               const InputGradient& grad_x) {
  const ConstMatrix grad = HostMatrix(grad_y);
  for (std::int64_t r = 0; layer.bias_gradient != nullptr && r < grad.rows; ++r)
    AddRow(grad.Row(r), grad.columns, layer.bias_gradient);
  WeightGradient(layer, grad, HostMatrix(x));
  AddInputGradient(layer, grad, grad_x);
}

void CpuDevice::ActivationForward(const ActivationLayer& layer, const ConstView& x, const SavedActivation& saved) {
  const Matrix product = HostMatrix(saved.product);
  Product(layer.linear, HostMatrix(x), product);
  BiasActivationForward(layer.activation, HostFloats(saved.product), layer.linear.bias, product.rows, product.columns,
                        HostFloats(saved.output));
}

void CpuDevice::ActivationBackward(const ActivationLayer& layer, const ActivationBackwardPass& pass) {
  const Matrix grad = HostMatrix(pass.grad);
  BiasActivationBackward(layer.activation, HostFloats(pass.saved.product), layer.linear.bias, grad.rows, grad.columns,
                         HostFloats(pass.grad), layer.linear.bias_gradient);
  WeightGradient(layer.linear, grad, HostMatrix(pass.x));
  AddInputGradient(layer.linear, grad, pass.grad_x);
}

void CpuDevice::GatedForward(const GatedLayer& layer, const ConstView& x, const SavedActivation& saved) {
  Product(layer.linear, HostMatrix(x), HostMatrix(saved.product));
  linkbert::GatedForward(layer.activation, HostFloats(saved.product), layer.linear.bias, x.rows, layer.out(),
                         HostFloats(saved.output));
}

void CpuDevice::GatedBackward(const GatedLayer& layer, const GatedBackwardPass& pass) {
  linkbert::GatedBackward(layer.activation, HostFloats(pass.saved.product), layer.linear.bias, pass.grad.rows,
                          layer.out(),
                          {HostFloats(pass.grad), HostFloats(pass.grad_product), layer.linear.bias_gradient});
  WeightGradient(layer.linear, HostMatrix(pass.grad_product), HostMatrix(pass.x));
  AddInputGradient(layer.linear, HostMatrix(pass.grad_product), pass.grad_x);
}

void CpuDevice::TanhForward(const View& values) {
  float* all = HostFloats(values);
  for (std::int64_t i = 0; i < values.size(); ++i) all[i] = std::tanh(all[i]);
}

void CpuDevice::TanhBackward(const ConstView& output, const View& grad) {
  const float* y = HostFloats(output);
  float* all = HostFloats(grad);
  for (std::int64_t i = 0; i < grad.size(); ++i) all[i] *= 1.0F - y[i] * y[i];
}

void CpuDevice::ResidualNormForward(const ResidualNormLayer& layer, const PackedRows& rows,
                                    const ResidualNormPass& pass) {
  Product(layer.linear, HostMatrix(pass.x), HostMatrix(pass.saved.sum));
  linkbert::ResidualNormForward(HostNorm(layer.norm), BranchOf(layer), rows, pass.output.columns,
                                HostFloats(pass.residual), HostSaved(pass.saved), HostFloats(pass.output));
}

void CpuDevice::ResidualNormBackward(const ResidualNormLayer& layer, const PackedRows& rows,
                                     const ResidualNormBackwardPass& pass) {
  float* grad = HostFloats(pass.grad);
  linkbert::ResidualNormBackward(
      HostNorm(layer.norm), BranchOf(layer), rows, pass.grad.columns, HostSaved(pass.saved),
      {grad, grad, HostFloats(pass.grad_branch), layer.linear.bias_gradient, HostGradients(layer.norm)});
  WeightGradient(layer.linear, HostMatrix(pass.grad_branch), HostMatrix(pass.x));
  AddInputGradient(layer.linear, HostMatrix(pass.grad_branch), pass.grad_x);
}

void CpuDevice::AttentionForward(const AttentionLayer& layer, const PackedRows& rows, const AttentionPass& pass) {
  const Matrix projections = HostMatrix(pass.saved.projections);
  ForProjections(layer, [&](const LinearLayer& part, std::int64_t begin) {
    Product(part, HostMatrix(pass.x), projections.Columns(begin, begin + part.out()));
  });
  linkbert::AttentionForward(InputOf(layer, pass.saved.projections), rows, HostMatrix(pass.context),
                             pass.saved.log_sum);
}

void CpuDevice::AttentionBackward(const AttentionLayer& layer, const PackedRows& rows,
                                  const AttentionBackwardPass& pass) {
  const Matrix grad = HostMatrix(pass.grad_projections);
  linkbert::AttentionBackward(InputOf(layer, pass.saved.projections), rows, pass.saved.log_sum,
                              {HostMatrix(pass.grad_context), grad, layer.parts[0].bias_gradient,
                               layer.parts[1].bias_gradient, layer.parts[2].bias_gradient});
  ForProjections(layer, [&](const LinearLayer& part, std::int64_t begin) {
    WeightGradient(part, grad.Columns(begin, begin + part.out()), HostMatrix(pass.x));
  });
  ForProjections(layer, [&](const LinearLayer& part, std::int64_t begin) {
    AddInputGradient(part, grad.Columns(begin, begin + part.out()), {pass.grad_x, /*add=*/true});
  });
}

void CpuDevice::EmbeddingForward(const EmbeddingLayer& layer, const DeviceBatch& batch, const SavedNorm& saved,
                                 const View& output) {
  const EmbeddingRows tables[3] = {{TableOf(layer.word), batch.token_ids.data},
                                   {TableOf(layer.position), batch.position_ids.data},
                                   {TableOf(layer.token_type), batch.token_type_ids.data}};
  EmbeddingSum(tables, HostMatrix(saved.sum));
  NormForward(layer.norm, saved, output);
  if (layer.dropout.seed) ApplyDropout(layer.dropout, batch.rows, output);
}

void CpuDevice::EmbeddingBackward(const EmbeddingLayer& layer, const DeviceBatch& batch, const SavedNorm& saved,
                                  const View& grad) {
  LB_CHECK(layer.word.gradient != nullptr, "backward pass without gradient memory");
  if (layer.dropout.seed) ApplyDropout(layer.dropout, batch.rows, grad);
  NormBackward(layer.norm, saved, grad);
  const Matrix grad_NH = HostMatrix(grad);
  linkbert::EmbeddingBackward(batch.token_ids.data, layer.padding_id, grad_NH, layer.word.gradient);
  linkbert::EmbeddingBackward(batch.position_ids.data, -1, grad_NH, layer.position.gradient);
  linkbert::EmbeddingBackward(batch.token_type_ids.data, -1, grad_NH, layer.token_type.gradient);
}

void CpuDevice::NormForward(const NormLayer& layer, const SavedNorm& saved, const View& output) {
  LayerNormForward(HostNorm(layer), output.rows, output.columns, HostSaved(saved), HostFloats(output));
}

void CpuDevice::NormBackward(const NormLayer& layer, const SavedNorm& saved, const View& grad) {
  float* values = HostFloats(grad);
  LayerNormBackward(HostNorm(layer), grad.rows, grad.columns, HostSaved(saved), values, values, HostGradients(layer));
}

void CpuDevice::ApplyDropout(const DropoutSpec& dropout, const PackedRows& rows, const View& values) {
  linkbert::ApplyDropout(dropout.Of(), rows, values.columns, HostFloats(values));
}

}  // namespace linkbert
