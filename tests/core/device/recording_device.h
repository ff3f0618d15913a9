// RecordingDevice: a device that computes nothing and notes what each operation reads and writes: a test's tool.
//
// It finds what no number shows on a machine that runs one operation after another: memory that is read before anything
// was written to it, operations that write what they read (but where they say so), and allocations inside a step. What
// was not allocated here, such as parameters and a batch's ids, counts as written.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/device/cpu/cpu_device.h"

namespace linkbert::test {

class RecordingDevice : public Device {
 public:
  DeviceKind kind() const override { return DeviceKind::kCpu; }
  DType storage() const override { return DType::kFloat32; }

  const std::vector<std::string>& operations() const { return operations_; }  // names, in order
  const std::vector<std::string>& faults() const { return faults_; }
  void BeginStep() { in_step_ = true, operations_.clear(); }
  void EndStep() { in_step_ = false; }

  Memory Allocate(std::int64_t bytes) override;
  void Zero(const View& view) override { Note("zero", {}, {Of(view)}); }
  void Copy(const ConstView& from, const View& to) override { Note("copy", {Of(from)}, {Of(to)}); }
  void Upload(const void* from, std::int64_t bytes, void* to) override;
  void Download(const void* from, std::int64_t bytes, void* to) override;
  void Await(Event event) override { event.Wait(); }
  DeviceBatch Load(const Batch& batch) override { return HostDevice().Load(batch); }
  DeviceIds Load(std::span<const std::int32_t> ids) override { return HostDevice().Load(ids); }
  DeviceFloats Load(std::span<const float> values) override { return HostDevice().Load(values); }
  DevicePieces Load(std::span<const FlatPiece> pieces) override { return HostDevice().Load(pieces); }

  void LinearForward(const LinearLayer& layer, const ConstView& x, const View& y) override;
  void LinearBackward(const LinearLayer& layer, const ConstView& x, const ConstView& grad_y,
                      const InputGradient& grad_x) override;
  void ActivationForward(const ActivationLayer& layer, const ConstView& x, const SavedActivation& saved) override;
  void ActivationBackward(const ActivationLayer& layer, const ActivationBackwardPass& pass) override;
  void GatedForward(const GatedLayer& layer, const ConstView& x, const SavedActivation& saved) override;
  void GatedBackward(const GatedLayer& layer, const GatedBackwardPass& pass) override;
  void TanhForward(const View& values) override { InPlace("tanh forward", {}, values); }
  void TanhBackward(const ConstView& output, const View& grad) override {
    InPlace("tanh backward", {Of(output)}, grad);
  }
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

 private:
  struct Range {
    const std::byte* begin;
    const std::byte* end;
  };
  using Ranges = std::vector<Range>;  // a row of a view each, or all of it

  static Ranges Of(const ConstView& view);
  template <typename T>
  static Ranges Of(const T* vector, std::int64_t size);
  // Of what the pieces have in an array that they lie in from `begin` on.
  static Ranges Of(const DevicePieces& pieces, const float* array, std::int64_t FlatPiece::*begin);
  // Reads and writes the arrays of the pieces that the update is made in.
  void NoteUpdate(const char* name, const UpdatePass& pass, bool reads_direction);
  void Note(const std::string& name, const std::vector<Ranges>& reads, const std::vector<Ranges>& writes);
  // Reads `view` too and overwrites it.
  void InPlace(const std::string& name, std::vector<Ranges> reads, const View& view);
  void AddLossSums(const LossSums& sums, std::int64_t best, std::vector<Ranges>& writes) const;
  bool IsOurs(const Range& range) const;
  bool IsWritten(const Range& range) const;
  void Write(const Range& range);

  std::map<const std::byte*, const std::byte*> allocated_, written_;  // begin -> end; of written ones none touch
  std::vector<std::string> operations_, faults_;
  bool in_step_ = false;
};

}  // namespace linkbert::test
