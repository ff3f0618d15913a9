// Device: the seam between model and machine: fused operations, each forward and backward, one virtual call each.
//
// Flow: model (core/model, core/tasks) -> [Device] -> the loops of core/kernels, or a GPU's. The seam is as coarse as
// this because devices differ inside: where a bias is added, what a product's epilogue can do, how attention is laid
// out. Operations on one device run in the order they are called; the host must not look at results but through
// Download, which waits for them. None allocates but Allocate. Views must be the device's own (LB_CHECK).
// Threads: one caller thread. Errors: as noted.
#pragma once
#include <cstdint>
#include <span>
#include <string>

#include "core/device/device_batch.h"
#include "core/device/flat_passes.h"
#include "core/device/memory.h"
#include "core/device/passes.h"
#include "distributed/communication/device_channel.h"

namespace linkbert {

struct Batch;  // data/samples/batch.h

class Device {
 public:
  virtual ~Device() = default;
  virtual DeviceKind kind() const = 0;
  virtual DType storage() const = 0;  // of matrices: weights and activations

  // Contents undefined. Throws what the device's allocator throws where there is no room.
  virtual Memory Allocate(std::int64_t bytes) = 0;
  virtual void Zero(const View& view) = 0;
  // Of one type.
  virtual void Copy(const ConstView& from, const View& to) = 0;
  // Raw bytes from and to the host. Upload has taken them when it returns; Download waits.
  virtual void Upload(const void* from, std::int64_t bytes, void* to) = 0;
  virtual void Download(const void* from, std::int64_t bytes, void* to) = 0;
  // Operations called from now on come after it.
  virtual void Await(Event event) = 0;
  // What of the batch operations read. The batch must outlive it: a device may read the host's memory.
  virtual DeviceBatch Load(const Batch& batch) = 0;
  virtual DeviceIds Load(std::span<const std::int32_t> ids) = 0;
  virtual DeviceFloats Load(std::span<const float> values) = 0;
  // pieces must outlive the result.
  virtual DevicePieces Load(std::span<const FlatPiece> pieces) = 0;

  virtual void LinearForward(const LinearLayer& layer, const ConstView& x, const View& y) = 0;
  // The bias's gradient is left out where the layer has no memory for it.
  virtual void LinearBackward(const LinearLayer& layer, const ConstView& x, const ConstView& grad_y,
                              const InputGradient& grad_x) = 0;
  virtual void ActivationForward(const ActivationLayer& layer, const ConstView& x, const SavedActivation& saved) = 0;
  virtual void ActivationBackward(const ActivationLayer& layer, const ActivationBackwardPass& pass) = 0;
  virtual void GatedForward(const GatedLayer& layer, const ConstView& x, const SavedActivation& saved) = 0;
  virtual void GatedBackward(const GatedLayer& layer, const GatedBackwardPass& pass) = 0;
  virtual void TanhForward(const View& values) = 0;
  // grad: on entry of the output, on return of the input.
  virtual void TanhBackward(const ConstView& output, const View& grad) = 0;
  virtual void ResidualNormForward(const ResidualNormLayer& layer, const PackedRows& rows,
                                   const ResidualNormPass& pass) = 0;
  virtual void ResidualNormBackward(const ResidualNormLayer& layer, const PackedRows& rows,
                                    const ResidualNormBackwardPass& pass) = 0;
  virtual void AttentionForward(const AttentionLayer& layer, const PackedRows& rows, const AttentionPass& pass) = 0;
  virtual void AttentionBackward(const AttentionLayer& layer, const PackedRows& rows,
                                 const AttentionBackwardPass& pass) = 0;
  virtual void EmbeddingForward(const EmbeddingLayer& layer, const DeviceBatch& batch, const SavedNorm& saved,
                                const View& output) = 0;
  // grad: of the output; overwritten.
  virtual void EmbeddingBackward(const EmbeddingLayer& layer, const DeviceBatch& batch, const SavedNorm& saved,
                                 const View& grad) = 0;
  // saved.sum is given.
  virtual void NormForward(const NormLayer& layer, const SavedNorm& saved, const View& output) = 0;
  // grad: on entry of the output, on return of the input.
  virtual void NormBackward(const NormLayer& layer, const SavedNorm& saved, const View& grad) = 0;
  virtual void ApplyDropout(const DropoutSpec& dropout, const PackedRows& rows, const View& values) = 0;

  // to[i] = from[rows[i]]
  virtual void GatherRows(const ConstView& from, const DeviceIds& rows, const View& to) = 0;
  // to[rows[i]] = from[i], or += where `add`. No row comes twice.
  virtual void ScatterRows(const ConstView& from, const DeviceIds& rows, bool add, const View& to) = 0;

  // Of M rows, how many rows of logits exist at a time.
  virtual std::int64_t LogitRows(std::int64_t rows, std::int64_t classes) const = 0;
  virtual void CrossEntropyForward(const LinearLayer& layer, const CrossEntropyPass& pass) = 0;
  virtual void CrossEntropyForwardBackward(const LinearLayer& layer, const CrossEntropyPass& pass) = 0;
  // The same of logits that are there, [rows, classes].
  virtual void SoftmaxForwardBackward(const DeviceIds& labels, const LogitsPass& pass) = 0;
  // Against numbers, one a logit, summed over all of them.
  virtual void ValueLossForwardBackward(ValueLoss loss, const DeviceFloats& targets, const LogitsPass& pass) = 0;
  // Of an answer's start and end in each sequence: logits [N, 2]; labels, and sums.best, [2 B]: places in their
  // sequences, all starts before all ends. The loss is the mean of both; right is a sequence where both are.
  virtual void SpanForwardBackward(const PackedRows& rows, const DeviceIds& labels, const LogitsPass& pass) = 0;

  // to[i] += *weight * from[i], i in [0, count); weight null: 1.
  virtual void AddSums(const double* from, std::int64_t count, const double* weight, double* to) = 0;
  // blocks[piece.block] = the sum of squares of slice[piece]; of blocks without a piece 0. blocks: [block_count].
  virtual void SumSquares(const DevicePieces& pieces, const float* slice, std::int64_t block_count, double* blocks) = 0;
  virtual void CheckStep(const StepCheckPass& pass) = 0;
  // Nothing where pass.check is not finite. Requires: the rule needs no norms of tensors.
  virtual void Update(const OptimizerRule& rule, const UpdatePass& pass) = 0;
  // The same in two for rules that do: states and directions with the sums of their blocks, [block_count] each; and,
  // once those are summed over ranks, the step.
  virtual void UpdateStates(const OptimizerRule& rule, const UpdatePass& pass, std::int64_t block_count) = 0;
  virtual void ApplyDirections(const OptimizerRule& rule, const UpdatePass& pass) = 0;
};

}  // namespace linkbert
