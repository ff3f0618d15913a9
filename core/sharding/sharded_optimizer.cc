#include "core/sharding/sharded_optimizer.h"

#include <algorithm>

#include "base/error.h"
#include "core/sharding/flat_pieces.h"

namespace linkbert {

ShardedOptimizer::ShardedOptimizer(FlatParameters& parameters, const OptimizerOptions& options,
                                   Communicator& communicator)
    : parameters_(parameters),
      device_(parameters.device()),
      options_(options),
      facts_(FactsOf(options)),
      communicator_(communicator),
      slice_(parameters.layout().Slice(communicator.Rank(), communicator.Size())),
      pieces_(PiecesOf(parameters, slice_)),
      device_pieces_(device_.Load(pieces_)),
      block_count_(BlockCount(parameters.layout())) {
  LB_CHECK(parameters.values().size() == parameters.layout().PaddedSize(communicator.Size()),
           "values of {} elements for {} ranks", parameters.values().size(), communicator.Size());
  for (std::size_t s = 0; s < facts_.StateCount(); ++s) {
    states_.push_back(AllocateVector(device_, slice_.size(), DType::kFloat32));
  }
  if (!parameters.ValuesAreMasters()) masters_ = AllocateVector(device_, slice_.size(), DType::kFloat32);
  if (facts_.tensor_norms) norm_blocks_ = AllocateVector(device_, 2 * block_count_, DType::kFloat64);
}

void ShardedOptimizer::Sum(const View& values) {
  if (communicator_.Size() == 1) return;
  device_.Await(communicator_.Device().AllReduce(values, ReduceOperation::kSum));
}

void ShardedOptimizer::RequireSlice(const View& slice_gradient) const {
  LB_CHECK(slice_gradient.size() == slice_.size() && slice_gradient.dtype == DType::kFloat32,
           "a slice of {} elements, wanted {} of fp32", slice_gradient.size(), slice_.size());
}

void ShardedOptimizer::Check(const View& slice_gradient, const StepTotals& totals) {
  RequireSlice(slice_gradient);
  LB_CHECK(totals.block_count() == block_count_, "{} blocks, wanted {}", totals.block_count(), block_count_);
  device_.SumSquares(device_pieces_, reinterpret_cast<const float*>(slice_gradient.data), block_count_,
                     totals.blocks());
  Sum(totals.all());
  device_.CheckStep({.blocks = totals.blocks(),
                     .block_count = block_count_,
                     .sums = totals.sums(),
                     .sum_count = totals.sum_count(),
                     .max_norm = options_.max_gradient_norm,
                     .epsilon = facts_.clip_epsilon,
                     .check = totals.check()});
}

UpdatePass ShardedOptimizer::PassOf(const View& slice_gradient, const StepTotals& totals) const {
  const bool values_are_masters = parameters_.ValuesAreMasters();
  UpdatePass pass = {
      .pieces = device_pieces_,
      .check = totals.check(),
      .gradient = reinterpret_cast<float*>(slice_gradient.data),
      .masters = values_are_masters ? reinterpret_cast<float*>(parameters_.values().data) : masters_.floats(),
      .states = {},
      .working = values_are_masters ? View() : parameters_.values(),
      .vectors = reinterpret_cast<float*>(parameters_.vectors().data),
      .parameter_blocks = reinterpret_cast<double*>(norm_blocks_.view.data),
      .direction_blocks =
          facts_.tensor_norms ? reinterpret_cast<double*>(norm_blocks_.view.data) + block_count_ : nullptr};
  for (std::size_t s = 0; s < states_.size(); ++s) pass.states[s] = states_[s].floats();
  return pass;
}

void ShardedOptimizer::Step(std::int64_t step_number, double learning_rate, const View& slice_gradient,
                            const StepTotals& totals) {
  RequireSlice(slice_gradient);
  const OptimizerRule rule = RuleAt(options_, step_number, learning_rate);
  const UpdatePass pass = PassOf(slice_gradient, totals);
  // Each rank writes those of its slice: their sum over ranks is all of them.
  if (communicator_.Size() > 1 && !parameters_.ValuesAreMasters()) device_.Zero(parameters_.vectors());
  if (facts_.tensor_norms) {
    device_.UpdateStates(rule, pass, block_count_);
    Sum(norm_blocks_.view);
    device_.ApplyDirections(rule, pass);
  } else {
    device_.Update(rule, pass);
  }
  if (communicator_.Size() > 1) GatherValues();
}

// In forward order, the reverse of the flat one: a bucket's last part may reach into the next bucket, which is complete
// on every rank by then, and so is given what it has already.
void ShardedOptimizer::GatherValues() {
  if (!parameters_.ValuesAreMasters()) Sum(parameters_.vectors());
  const View& values = parameters_.values();
  const std::int64_t ranks = communicator_.Size(), rank = communicator_.Rank();
  for (std::size_t k = slice_.ranges.size(); k-- > 0;) {
    const FlatRange bucket = parameters_.layout().buckets()[k];
    const std::int64_t part = PartOf(bucket, communicator_.Size()), mine = bucket.begin + part * rank;
    device_.Await(communicator_.Device().AllGather(values.Columns(mine, mine + part),
                                                   values.Columns(bucket.begin, bucket.begin + ranks * part)));
  }
}

const float* ShardedOptimizer::MastersOf(std::size_t bucket) const {
  if (!parameters_.ValuesAreMasters()) return masters_.floats() + slice_.begins.at(bucket);
  return reinterpret_cast<const float*>(parameters_.values().data) + slice_.ranges.at(bucket).begin;
}

const float* ShardedOptimizer::StateOf(std::size_t state, std::size_t bucket) const {
  return states_.at(state).floats() + slice_.begins.at(bucket);
}

void ShardedOptimizer::Write(const std::function<void(std::span<float> flat)>& fill) {
  parameters_.Write([&](std::span<float> flat) {
    fill(flat);
    LoadMasters(flat);
  });
}

void ShardedOptimizer::LoadMasters(std::span<const float> flat) {
  if (parameters_.ValuesAreMasters()) return;
  for (std::size_t k = 0; k < slice_.ranges.size(); ++k) {
    const FlatRange range = slice_.ranges[k];
    device_.Upload(flat.data() + range.begin, range.size() * 4, masters_.floats() + slice_.begins[k]);
  }
}

void ShardedOptimizer::LoadState(std::size_t state, FlatRange global, const float* values) {
  for (std::size_t k = 0; k < slice_.ranges.size(); ++k) {
    const FlatRange range = slice_.ranges[k];
    const std::int64_t begin = std::max(global.begin, range.begin), end = std::min(global.end, range.end);
    if (begin >= end) continue;
    device_.Upload(values + (begin - global.begin), (end - begin) * 4,
                   states_.at(state).floats() + slice_.begins[k] + begin - range.begin);
  }
}

}  // namespace linkbert
