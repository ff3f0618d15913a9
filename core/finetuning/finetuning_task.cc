#include "core/finetuning/finetuning_task.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace linkbert {
namespace {

// Places in the metric sums: of the device, and of the host.
enum FinetuningSum : std::size_t { kLoss, kCorrect, kTerms };
constexpr SumCount kSums = {.on_device = kTerms, .on_host = 1};

}  // namespace

FinetuningTask::FinetuningTask(const TaskData& data, const TaskBatching& dealing, TaskModel& model)
    : data_(data),
      dealing_(dealing),
      order_(static_cast<std::int64_t>(data.Units()), dealing.global_batch, dealing.seed, dealing.accumulation),
      model_(model) {}

StepWork FinetuningTask::BeginStep(std::int64_t step) {
  const std::vector<BatchExample> dealt = order_.Step(step);
  StepWork work;
  micro_batches_.clear();
  for (auto begin = dealt.begin(); begin != dealt.end();) {
    const auto end = std::find_if(begin, dealt.end(), [&](const BatchExample& d) { return d.batch != begin->batch; });
    PlanPart({begin, end}, work);
    begin = end;
  }
  work.micro_batches = static_cast<std::int64_t>(micro_batches_.size());
  BatchBounds bounds;
  for (const MicroBatch& micro : micro_batches_) bounds.Cover(BoundsOf(micro.batch.inputs));
  model_.Reserve(bounds, PassKind::kTraining);
  return work;
}

void FinetuningTask::PlanPart(std::span<const BatchExample> dealt, StepWork& work) {
  std::vector<std::uint32_t> lengths;
  for (const BatchExample& item : dealt) lengths.push_back(data_.Tokens(item.example));
  const BatchPlan plan = PlanBatch(lengths, dealing_.plan);
  work.imbalance = std::max(work.imbalance, plan.imbalance);
  double& divisor = work.divisors.emplace_back(0);
  for (const BatchPlan::MicroBatch& slots : plan.ranks[static_cast<std::size_t>(dealing_.rank)]) {
    MicroBatch& micro = micro_batches_.emplace_back(MicroBatch{.batch = {}, .of = work.divisors.size() - 1});
    for (const std::uint32_t slot : slots) {
      data_.Append(dealt[slot].example, dealt[slot].sample, micro.batch);
      micro.loss_terms += data_.LossTerms(dealt[slot].example);
    }
    work.tokens += micro.batch.inputs.tokens();
    divisor += micro.loss_terms;
  }
}

void FinetuningTask::ForwardBackward(std::int64_t micro_batch, std::span<const double> global_divisors,
                                     const StepSums& sums) {
  const MicroBatch& micro = micro_batches_.at(static_cast<std::size_t>(micro_batch));
  // A batch of sentences without a word has nothing to learn.
  const double scale = 1 / (static_cast<double>(dealing_.accumulation) * std::max(global_divisors[micro.of], 1.0));
  // What people read is a mean over loss terms, or over batches' means where those are what is learned.
  const bool scaled = dealing_.accumulation > 1;
  model_.ForwardBackward(micro.batch, scale, dealing_.seed).AddTo(sums.on_device, scaled);
  sums.on_host.front() += scaled ? scale * micro.loss_terms : micro.loss_terms;
}

SumCount FinetuningTask::Sums() const { return kSums; }

nlohmann::ordered_json FinetuningTask::Metrics(std::span<const double> sums) const {
  const double terms = sums[kTerms] > 0 ? sums[kTerms] : 1;
  nlohmann::ordered_json metrics = {{"loss", sums[kLoss] / terms}};
  if (model_.CountsCorrect()) metrics["accuracy"] = sums[kCorrect] / terms;
  return metrics;
}

std::vector<std::uint64_t> FinetuningTask::SampleIndices() const {
  std::vector<std::uint64_t> indices;
  for (const MicroBatch& micro : micro_batches_) {
    const std::vector<std::uint64_t>& some = micro.batch.inputs.sample_index;
    indices.insert(indices.end(), some.begin(), some.end());
  }
  return indices;
}

}  // namespace linkbert
