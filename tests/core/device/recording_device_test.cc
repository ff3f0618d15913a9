#include "tests/core/device/recording_device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace linkbert::test {
namespace {

// Whether any range of the one and any of the other are as `is` says.
template <typename Lists, typename Is>
bool AnyPair(const Lists& some, const Lists& others, const Is& is) {
  return std::ranges::any_of(some, [&](const auto& ranges) {
    return std::ranges::any_of(ranges, [&](const auto& one) {
      return std::ranges::any_of(others, [&](const auto& list) {
        return std::ranges::any_of(list, [&](const auto& other) { return is(one, other); });
      });
    });
  });
}

}  // namespace

Memory RecordingDevice::Allocate(std::int64_t bytes) {
  if (in_step_) faults_.push_back("an allocation inside a step");
  const Memory memory = HostDevice().Allocate(bytes);
  allocated_[memory.data] = memory.data + std::max<std::int64_t>(bytes, 1);
  return memory;
}

void RecordingDevice::Upload(const void* from, std::int64_t bytes, void* to) {
  auto* begin = static_cast<std::byte*>(to);
  HostDevice().Upload(from, bytes, to);
  Note("upload", {}, {{{begin, begin + bytes}}});
}

void RecordingDevice::Download(const void* from, std::int64_t bytes, void* to) {
  const auto* begin = static_cast<const std::byte*>(from);
  std::fill_n(static_cast<std::byte*>(to), bytes, std::byte{0});
  Note("download", {{{begin, begin + bytes}}}, {});
}

void RecordingDevice::LinearForward(const LinearLayer& layer, const ConstView& x, const View& y) {
  Note("linear forward", {Of(layer.weight), Of(x)}, {Of(y)});
}

void RecordingDevice::LinearBackward(const LinearLayer& layer, const ConstView& x, const ConstView& grad_y,
                                     const InputGradient& grad_x) {
  std::vector<Ranges> reads = {Of(layer.weight), Of(x), Of(grad_y)};
  if (grad_x.add) return InPlace("linear backward", reads, grad_x.view);
  Note("linear backward", reads, {Of(grad_x.view)});
}

void RecordingDevice::ActivationForward(const ActivationLayer& layer, const ConstView& x,
                                        const SavedActivation& saved) {
  Note("activation forward", {Of(layer.linear.weight), Of(x)}, {Of(saved.product), Of(saved.output)});
}

void RecordingDevice::ActivationBackward(const ActivationLayer& layer, const ActivationBackwardPass& pass) {
  InPlace("activation backward", {Of(pass.x), Of(pass.saved.product)}, pass.grad);
  LinearBackward(layer.linear, pass.x, pass.grad, pass.grad_x);
}

void RecordingDevice::GatedForward(const GatedLayer& layer, const ConstView& x, const SavedActivation& saved) {
  Note("gated forward", {Of(layer.linear.weight), Of(x)}, {Of(saved.product), Of(saved.output)});
}

void RecordingDevice::GatedBackward(const GatedLayer& layer, const GatedBackwardPass& pass) {
  Note("gated backward", {Of(pass.x), Of(pass.saved.product), Of(pass.grad)}, {Of(pass.grad_product)});
  LinearBackward(layer.linear, pass.x, pass.grad_product, pass.grad_x);
}

void RecordingDevice::ResidualNormForward(const ResidualNormLayer& layer, const PackedRows& rows,
                                          const ResidualNormPass& pass) {
  Note("residual norm forward", {Of(layer.linear.weight), Of(pass.x), Of(pass.residual)},
       {Of(pass.saved.sum), Of(pass.saved.mean, rows.rows()), Of(pass.saved.rstd, rows.rows()), Of(pass.output)});
}

void RecordingDevice::ResidualNormBackward(const ResidualNormLayer& layer, const PackedRows& rows,
                                           const ResidualNormBackwardPass& pass) {
  InPlace("residual norm backward",
          {Of(pass.saved.sum), Of(pass.saved.mean, rows.rows()), Of(pass.saved.rstd, rows.rows())}, pass.grad);
  Note("branch", {Of(pass.grad)}, {Of(pass.grad_branch)});
  LinearBackward(layer.linear, pass.x, pass.grad_branch, pass.grad_x);
}

void RecordingDevice::AttentionForward(const AttentionLayer& layer, const PackedRows& rows, const AttentionPass& pass) {
  Note("attention forward", {Of(pass.x), Of(layer.parts[0].weight)},
       {Of(pass.saved.projections), Of(pass.saved.log_sum, rows.rows() * layer.shape.heads), Of(pass.context)});
}

void RecordingDevice::AttentionBackward(const AttentionLayer& layer, const PackedRows& rows,
                                        const AttentionBackwardPass& pass) {
  Note("attention backward",
       {Of(pass.saved.projections), Of(pass.saved.log_sum, rows.rows() * layer.shape.heads), Of(pass.grad_context)},
       {Of(pass.grad_projections)});
  InPlace("projections backward", {Of(pass.x), Of(pass.grad_projections)}, pass.grad_x);
}

void RecordingDevice::EmbeddingForward(const EmbeddingLayer&, const DeviceBatch& batch, const SavedNorm& saved,
                                       const View& output) {
  const std::int64_t n = batch.rows.rows();
  Note("embedding forward", {}, {Of(saved.sum), Of(saved.mean, n), Of(saved.rstd, n), Of(output)});
}

void RecordingDevice::EmbeddingBackward(const EmbeddingLayer&, const DeviceBatch& batch, const SavedNorm& saved,
                                        const View& grad) {
  const std::int64_t n = batch.rows.rows();
  InPlace("embedding backward", {Of(saved.sum), Of(saved.mean, n), Of(saved.rstd, n)}, grad);
}

void RecordingDevice::NormForward(const NormLayer&, const SavedNorm& saved, const View& output) {
  Note("norm forward", {Of(saved.sum)}, {Of(saved.mean, output.rows), Of(saved.rstd, output.rows), Of(output)});
}

void RecordingDevice::NormBackward(const NormLayer&, const SavedNorm& saved, const View& grad) {
  InPlace("norm backward", {Of(saved.sum), Of(saved.mean, grad.rows), Of(saved.rstd, grad.rows)}, grad);
}

void RecordingDevice::ApplyDropout(const DropoutSpec&, const PackedRows&, const View& values) {
  InPlace("dropout", {}, values);
}

void RecordingDevice::GatherRows(const ConstView& from, const DeviceIds&, const View& to) {
  Note("gather", {Of(from)}, {Of(to)});
}

void RecordingDevice::ScatterRows(const ConstView& from, const DeviceIds&, bool, const View& to) {
  InPlace("scatter", {Of(from)}, to);  // the other rows stay
}

std::int64_t RecordingDevice::LogitRows(std::int64_t rows, std::int64_t classes) const {
  return HostDevice().LogitRows(rows, classes);
}

void RecordingDevice::CrossEntropyForward(const LinearLayer& layer, const CrossEntropyPass& pass) {
  std::vector<Ranges> writes = {Of(pass.logits)};
  AddLossSums(pass.sums, pass.x.rows, writes);
  Note("cross entropy forward", {Of(layer.weight), Of(pass.x)}, writes);
}

void RecordingDevice::CrossEntropyForwardBackward(const LinearLayer& layer, const CrossEntropyPass& pass) {
  std::vector<Ranges> writes = {Of(pass.logits), Of(pass.grad_x)};
  AddLossSums(pass.sums, pass.x.rows, writes);
  Note("cross entropy", {Of(layer.weight), Of(pass.x)}, writes);
}

void RecordingDevice::SoftmaxForwardBackward(const DeviceIds& labels, const LogitsPass& pass) {
  std::vector<Ranges> writes;
  AddLossSums(pass.sums, labels.size, writes);
  InPlace("softmax", {}, pass.logits);
  Note("sums", {}, writes);
}

void RecordingDevice::ValueLossForwardBackward(ValueLoss, const DeviceFloats&, const LogitsPass& pass) {
  InPlace("value loss", {}, pass.logits);
}

void RecordingDevice::SpanForwardBackward(const PackedRows&, const DeviceIds& labels, const LogitsPass& pass) {
  std::vector<Ranges> writes;
  AddLossSums(pass.sums, labels.size, writes);
  InPlace("spans", {}, pass.logits);
  Note("sums", {}, writes);
}

RecordingDevice::Ranges RecordingDevice::Of(const ConstView& view) {
  Ranges ranges;
  if (view.empty() || view.size() == 0) return ranges;
  if (view.contiguous()) return {{view.data, view.At(view.rows, 0)}};
  for (std::int64_t r = 0; r < view.rows; ++r) ranges.push_back({view.At(r, 0), view.At(r, view.columns)});
  return ranges;
}

template <typename T>
RecordingDevice::Ranges RecordingDevice::Of(const T* vector, std::int64_t size) {
  const auto* begin = reinterpret_cast<const std::byte*>(vector);
  return {{begin, begin + static_cast<std::int64_t>(sizeof(T)) * size}};
}

RecordingDevice::Ranges RecordingDevice::Of(const DevicePieces& pieces, const float* array,
                                            std::int64_t FlatPiece::*begin) {
  Ranges ranges;
  for (std::int64_t i = 0; i < pieces.size; ++i) {
    const FlatPiece& piece = pieces.data[i];
    ranges.push_back(Of(array + piece.*begin, piece.elements).front());
  }
  return ranges;
}

void RecordingDevice::AddSums(const double* from, std::int64_t count, const double* weight, double* to) {
  std::vector<Ranges> reads = {Of(from, count), Of(to, count)};
  if (weight != nullptr) reads.push_back(Of(weight, 1));
  Note("add sums", reads, {});
  Note("add sums", {}, {Of(to, count)});
}

void RecordingDevice::SumSquares(const DevicePieces& pieces, const float* slice, std::int64_t block_count,
                                 double* blocks) {
  Note("sum of squares", {Of(pieces, slice, &FlatPiece::slice_begin)}, {Of(blocks, block_count)});
}

void RecordingDevice::CheckStep(const StepCheckPass& pass) {
  Note("check step", {Of(pass.blocks, pass.block_count), Of(pass.sums, pass.sum_count)}, {Of(pass.check, 1)});
}

void RecordingDevice::NoteUpdate(const char* name, const UpdatePass& pass, bool reads_direction) {
  std::vector<Ranges> arrays = {Of(pass.pieces, pass.masters, &FlatPiece::master_begin)};
  if (!reads_direction) {
    for (float* state : pass.states) arrays.push_back(Of(pass.pieces, state, &FlatPiece::slice_begin));
  }
  Note(name, {Of(pass.check, 1), Of(pass.pieces, pass.gradient, &FlatPiece::slice_begin)}, {});
  Note("in place", arrays, {});
  Note("in place", {}, arrays);
}

void RecordingDevice::Update(const OptimizerRule&, const UpdatePass& pass) { NoteUpdate("update", pass, false); }

void RecordingDevice::UpdateStates(const OptimizerRule&, const UpdatePass& pass, std::int64_t block_count) {
  NoteUpdate("update states", pass, false);
  Note("norms", {}, {Of(pass.parameter_blocks, block_count), Of(pass.direction_blocks, block_count)});
}

void RecordingDevice::ApplyDirections(const OptimizerRule&, const UpdatePass& pass) {
  for (std::int64_t i = 0; i < pass.pieces.size; ++i) {
    const FlatPiece& piece = pass.pieces.data[i];
    Note("ratio", {Of(pass.parameter_blocks + piece.first_block, piece.blocks)}, {});
  }
  NoteUpdate("apply directions", pass, true);
}

void RecordingDevice::AddLossSums(const LossSums& sums, std::int64_t best, std::vector<Ranges>& writes) const {
  const auto* begin = reinterpret_cast<const std::byte*>(sums.best);
  writes.push_back({{begin, begin + 4 * best}});
}

void RecordingDevice::Note(const std::string& name, const std::vector<Ranges>& reads,
                           const std::vector<Ranges>& writes) {
  operations_.push_back(name);
  for (const Ranges& ranges : reads) {
    if (!std::ranges::all_of(ranges, [&](const Range& r) { return IsWritten(r); }))
      faults_.push_back(name + " reads what nobody wrote");
  }
  const auto overlap = [](const Range& r, const Range& w) { return r.begin < w.end && w.begin < r.end; };
  if (AnyPair(reads, writes, overlap)) faults_.push_back(name + " writes what it reads");
  for (const Ranges& ranges : writes) std::ranges::for_each(ranges, [&](const Range& r) { Write(r); });
}

void RecordingDevice::InPlace(const std::string& name, std::vector<Ranges> reads, const View& view) {
  if (!std::ranges::all_of(Of(view), [&](const Range& r) { return IsWritten(r); }))
    faults_.push_back(name + " reads what nobody wrote");
  Note(name, reads, {Of(view)});
}

bool RecordingDevice::IsOurs(const Range& range) const {
  auto at = allocated_.upper_bound(range.begin);
  return at != allocated_.begin() && range.begin < std::prev(at)->second;
}

bool RecordingDevice::IsWritten(const Range& range) const {
  if (range.begin == range.end || !IsOurs(range)) return true;
  auto at = written_.upper_bound(range.begin);
  return at != written_.begin() && range.end <= std::prev(at)->second;
}

void RecordingDevice::Write(const Range& range) {
  if (range.begin == range.end) return;
  const std::byte* begin = range.begin;
  const std::byte* end = range.end;
  auto at = written_.upper_bound(begin);
  if (at != written_.begin() && std::prev(at)->second >= begin) --at;
  while (at != written_.end() && at->first <= end) {
    begin = std::min(begin, at->first), end = std::max(end, at->second);
    at = written_.erase(at);
  }
  written_[begin] = end;
}

namespace {

TEST(RecordingDevice, FindsWhatItIsFor) {
  RecordingDevice device;
  Buffer a, b;
  Workspace workspace(device);
  workspace.Add(a, 40);
  workspace.Add(b, 40);
  workspace.Commit();
  device.BeginStep();
  device.Copy(a.Get(2, 10), b.Get(2, 10));
  device.Zero(a.Get(2, 10));
  device.Copy(a.Get(2, 10), b.Get(2, 10));
  device.Copy(a.Get(4, 10), b.Get(4, 10));  // half of it
  device.Copy(a.Get(2, 10).Columns(0, 5), a.Get(2, 10).Columns(5, 10));
  device.Copy(a.Get(2, 10).Columns(0, 6), a.Get(2, 10).Columns(4, 10));
  workspace.Add(a, 4000);
  workspace.Commit();
  EXPECT_THAT(device.faults(), testing::ElementsAre("copy reads what nobody wrote", "copy reads what nobody wrote",
                                                    "copy writes what it reads", "an allocation inside a step"));
}

}  // namespace
}  // namespace linkbert::test
