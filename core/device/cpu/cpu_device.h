// CpuDevice: the operations as loops over the host's memory, in fp32 (core/kernels).
//
// Results do not depend on the number of threads. Memory is LibTorch's, aligned to 64 bytes. No state; safe from any
// thread, one at a time.
#pragma once
#include "core/device/device.h"

namespace linkbert {

class CpuDevice : public Device {
 public:
  DeviceKind kind() const override { return DeviceKind::kCpu; }
  DType storage() const override { return DType::kFloat32; }

  Memory Allocate(std::int64_t bytes) override;
  void Zero(const View& view) override;
  void Copy(const ConstView& from, const View& to) override;
  void Upload(const void* from, std::int64_t bytes, void* to) override;
  void Download(const void* from, std::int64_t bytes, void* to) override;
  void Await(Event event) override { event.Wait(); }
  DeviceBatch Load(const Batch& batch) override;
  DeviceIds Load(std::span<const std::int32_t> ids) override;
  DeviceFloats Load(std::span<const float> values) override;
  DevicePieces Load(std::span<const FlatPiece> pieces) override;

  void LinearForward(const LinearLayer& layer, const ConstView& x, const View& y) override;
  void LinearBackward(const LinearLayer& layer, const ConstView& x, const ConstView& grad_y,
                      const InputGradient& grad_x) override;
  void ActivationForward(const ActivationLayer& layer, const ConstView& x, const SavedActivation& saved) override;
  void ActivationBackward(const ActivationLayer& layer, const ActivationBackwardPass& pass) override;
  void GatedForward(const GatedLayer& layer, const ConstView& x, const SavedActivation& saved) override;
  void GatedBackward(const GatedLayer& layer, const GatedBackwardPass& pass) override;
  void TanhForward(const View& values) override;
  void TanhBackward(const ConstView& output, const View& grad) override;
  void ResidualNormForward(const ResidualNormLayer& layer, const PackedRows& rows,
                           const ResidualNormPass& pass) override;
  void ResidualNormBackward(const ResidualNormLayer& layer, const PackedRows& rows,
                            const ResidualNormBackwardPass& pass) override;
  void AttentionForward(const AttentionLayer& layer, const PackedRows& rows, const AttentionPass& pass) override;
  void AttentionBackward(const AttentionLayer& layer, const PackedRows& rows,
                         const AttentionBackwardPass& pass) override;
  void EmbeddingForward(const EmbeddingLayer& layer, const DeviceBatch& batch, const SavedNorm& saved,
                        const View& output) override;
  void EmbeddingBackward(const EmbeddingLayer& layer, const DeviceBatch& batch, const SavedNorm& saved,
                         const View& grad) override;
  void NormForward(const NormLayer& layer, const SavedNorm& saved, const View& output) override;
  void NormBackward(const NormLayer& layer, const SavedNorm& saved, const View& grad) override;
  void ApplyDropout(const DropoutSpec& dropout, const PackedRows& rows, const View& values) override;

  void GatherRows(const ConstView& from, const DeviceIds& rows, const View& to) override;
  void ScatterRows(const ConstView& from, const DeviceIds& rows, bool add, const View& to) override;

  std::int64_t LogitRows(std::int64_t rows, std::int64_t classes) const override;
  void CrossEntropyForward(const LinearLayer& layer, const CrossEntropyPass& pass) override;
  void CrossEntropyForwardBackward(const LinearLayer& layer, const CrossEntropyPass& pass) override;
  void SoftmaxForwardBackward(const DeviceIds& labels, const LogitsPass& pass) override;
  void ValueLossForwardBackward(ValueLoss loss, const DeviceFloats& targets, const LogitsPass& pass) override;
  void SpanForwardBackward(const PackedRows& rows, const DeviceIds& labels, const LogitsPass& pass) override;

  void AddSums(const double* from, std::int64_t count, const double* weight, double* to) override;
  void SumSquares(const DevicePieces& pieces, const float* slice, std::int64_t block_count, double* blocks) override;
  void CheckStep(const StepCheckPass& pass) override;
  void Update(const OptimizerRule& rule, const UpdatePass& pass) override;
  void UpdateStates(const OptimizerRule& rule, const UpdatePass& pass, std::int64_t block_count) override;
  void ApplyDirections(const OptimizerRule& rule, const UpdatePass& pass) override;
};

// The one of this process.
Device& HostDevice();

}  // namespace linkbert
