// What of CpuDevice works on flat numbers: norms, and the update of the parameters.
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "core/device/cpu/cpu_device.h"
#include "core/kernels/optimizer_update.h"
#include "core/kernels/sum_of_squares.h"

namespace linkbert {
namespace {

// Calls visit(piece) for each, on all threads.
template <typename Visit>
void ForEachPiece(const DevicePieces& pieces, const Visit& visit) {
  at::parallel_for(0, pieces.size, 1, [&](std::int64_t from, std::int64_t to) {
    for (std::int64_t i = from; i < to; ++i) visit(pieces.data[i]);
  });
}

std::uint16_t* NarrowValues(const View& working) {
  LB_CHECK(working.empty() || working.dtype == DType::kBFloat16, "working values of another type");
  return reinterpret_cast<std::uint16_t*>(working.data);
}

UpdateArrays ArraysOf(const FlatPiece& piece, const UpdatePass& pass) {
  UpdateArrays arrays = {.gradient = pass.gradient + piece.slice_begin,
                         .masters = pass.masters + piece.master_begin,
                         .states = {},
                         .working = nullptr};
  for (std::size_t s = 0; s < kMostStates; ++s) {
    if (pass.states[s] != nullptr) arrays.states[s] = pass.states[s] + piece.slice_begin;
  }
  if (!pass.working.empty()) arrays.working = NarrowValues(pass.working) + piece.flat_begin;
  return arrays;
}

void CopyVector(const FlatPiece& piece, const UpdatePass& pass) {
  if (piece.vector_begin < 0) return;
  std::copy_n(pass.masters + piece.master_begin, piece.elements, pass.vectors + piece.vector_begin);
}

// A step that is not finite leaves all as it was.
void KeepValues(const UpdatePass& pass) {
  ForEachPiece(pass.pieces, [&](const FlatPiece& piece) { CopyVector(piece, pass); });
}

// Calls visit(piece, the rule for it, its arrays) for each.
template <typename Visit>
void ForEachUpdate(const OptimizerRule& rule, const UpdatePass& pass, const Visit& visit) {
  const OptimizerRule plain = std::visit([](const auto& r) -> OptimizerRule { return r.WithoutDecay(); }, rule);
  ForEachPiece(pass.pieces,
               [&](const FlatPiece& piece) { visit(piece, piece.decay ? rule : plain, ArraysOf(piece, pass)); });
}

// A norm rounded to fp32: what order its squares were added in no longer shows.
float NormOf(const double* blocks, std::int64_t count) {
  return static_cast<float>(std::sqrt(std::accumulate(blocks, blocks + count, 0.0)));
}

float TrustRatio(const OptimizerRule& rule, const FlatPiece& piece, const UpdatePass& pass) {
  if (!std::visit([](const auto& r) { return r.Adapts(); }, rule)) return 1;
  const float parameters = NormOf(pass.parameter_blocks + piece.first_block, piece.blocks);
  const float direction = NormOf(pass.direction_blocks + piece.first_block, piece.blocks);
  return parameters > 0 && direction > 0 ? parameters / direction : 1;
}

}  // namespace

void CpuDevice::AddSums(const double* from, std::int64_t count, const double* weight, double* to) {
  const double factor = weight == nullptr ? 1 : *weight;
  for (std::int64_t i = 0; i < count; ++i) to[i] += factor * from[i];
}

void CpuDevice::SumSquares(const DevicePieces& pieces, const float* slice, std::int64_t block_count, double* blocks) {
  std::fill_n(blocks, block_count, 0.0);
  ForEachPiece(pieces, [&](const FlatPiece& piece) {
    blocks[piece.block] = SumOfSquares(slice + piece.slice_begin, piece.elements);
  });
}

void CpuDevice::CheckStep(const StepCheckPass& pass) {
  const double norm = NormOf(pass.blocks, pass.block_count);
  const bool finite = std::isfinite(norm) &&
                      std::all_of(pass.sums, pass.sums + pass.sum_count, [](double s) { return std::isfinite(s); });
  *pass.check = {.norm = norm,
                 .clip_factor = pass.max_norm <= 0 ? 1.0 : std::min(1.0, pass.max_norm / (norm + pass.epsilon)),
                 .finite = finite ? 1 : 0};
}

void CpuDevice::Update(const OptimizerRule& rule, const UpdatePass& pass) {
  if (pass.check->finite == 0) return KeepValues(pass);
  const auto scale = static_cast<float>(pass.check->clip_factor);
  ForEachUpdate(rule, pass, [&](const FlatPiece& piece, const OptimizerRule& its, const UpdateArrays& arrays) {
    UpdateElements(its, scale, piece.elements, arrays);
    CopyVector(piece, pass);
  });
}

void CpuDevice::UpdateStates(const OptimizerRule& rule, const UpdatePass& pass, std::int64_t block_count) {
  std::fill_n(pass.parameter_blocks, block_count, 0.0);
  std::fill_n(pass.direction_blocks, block_count, 0.0);
  if (pass.check->finite == 0) return;
  const auto scale = static_cast<float>(pass.check->clip_factor);
  ForEachUpdate(rule, pass, [&](const FlatPiece& piece, const OptimizerRule& its, const UpdateArrays& arrays) {
    pass.parameter_blocks[piece.block] = SumOfSquares(arrays.masters, piece.elements);
    linkbert::UpdateStates(its, scale, piece.elements, arrays);
    pass.direction_blocks[piece.block] = SumOfSquares(arrays.gradient, piece.elements);
  });
}

void CpuDevice::ApplyDirections(const OptimizerRule& rule, const UpdatePass& pass) {
  if (pass.check->finite == 0) return KeepValues(pass);
  ForEachUpdate(rule, pass, [&](const FlatPiece& piece, const OptimizerRule& its, const UpdateArrays& arrays) {
    ApplyDirection(its, TrustRatio(its, piece, pass), piece.elements, arrays);
    CopyVector(piece, pass);
  });
}

}  // namespace linkbert
