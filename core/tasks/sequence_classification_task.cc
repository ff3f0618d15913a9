#include "core/tasks/sequence_classification_task.h"

#include <nlohmann/json.hpp>

#include "base/error.h"

namespace linkbert {
namespace {

// Places in the metric sums.
enum Sum : std::size_t { kLoss, kExamples, kCorrect, kSums };

}  // namespace

SequenceClassificationTask::SequenceClassificationTask(const ClassificationData& data, const TaskDealing& dealing,
                                                       BertSequenceClassifier& model)
    : data_(data), dealing_(dealing), order_(data.size(), dealing.global_batch, dealing.seed), model_(model) {}

StepWork SequenceClassificationTask::BeginStep(std::int64_t step) {
  const std::vector<DealtExample> dealt = order_.Step(step);
  std::vector<std::uint32_t> lengths;
  for (const DealtExample& item : dealt) {
    lengths.push_back(static_cast<std::uint32_t>(data_.features[item.example].token_ids.size()));
  }
  const BatchPlan plan = PlanBatch(lengths, dealing_.plan);
  StepWork work{.divisors = {0}, .imbalance = plan.imbalance};
  micro_batches_.clear();
  for (const BatchPlan::MicroBatch& slots : plan.ranks[static_cast<std::size_t>(dealing_.rank)]) {
    MicroBatch& micro = micro_batches_.emplace_back();
    for (const std::uint32_t slot : slots) {
      AppendSequence(data_.features[dealt[slot].example], dealt[slot].sample, micro.batch);
      micro.labels.push_back(data_.labels[dealt[slot].example]);
    }
    work.tokens += micro.batch.tokens();
    work.divisors[0] += static_cast<double>(slots.size());
  }
  work.micro_batches = static_cast<std::int64_t>(micro_batches_.size());
  return work;
}

void SequenceClassificationTask::ForwardBackward(std::int64_t micro_batch, std::span<const double> global_divisors,
                                                 std::span<double> sums) {
  const MicroBatch& micro = micro_batches_.at(static_cast<std::size_t>(micro_batch));
  const HeadLoss loss = model_.ForwardBackward(micro.batch, micro.labels, 1 / global_divisors[0], dealing_.seed);
  sums[kLoss] += loss.sum;
  sums[kExamples] += static_cast<double>(micro.labels.size());
  for (std::size_t b = 0; b < loss.best.size(); ++b) sums[kCorrect] += loss.best[b] == micro.labels[b] ? 1 : 0;
}

std::size_t SequenceClassificationTask::SumCount() const { return kSums; }

nlohmann::ordered_json SequenceClassificationTask::Metrics(std::span<const double> sums) const {
  return {{"loss", sums[kLoss] / sums[kExamples]}, {"accuracy", sums[kCorrect] / sums[kExamples]}};
}

std::vector<std::uint64_t> SequenceClassificationTask::SampleIndices() const {
  std::vector<std::uint64_t> indices;
  for (const MicroBatch& micro : micro_batches_) {
    indices.insert(indices.end(), micro.batch.sample_index.begin(), micro.batch.sample_index.end());
  }
  return indices;
}

}  // namespace linkbert
