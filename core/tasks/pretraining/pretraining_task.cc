#include "core/tasks/pretraining/pretraining_task.h"

#include <nlohmann/json.hpp>

#include "base/error.h"

namespace linkbert {
namespace {

// Places in StepWork::divisors.
enum Divisor : std::size_t { kMaskedTokens, kSamples, kDivisors };

// Places in the metric sums: of the device, a loss and what is right after it; and of the host.
enum PretrainingSum : std::size_t { kMlmLoss, kMlmCorrect, kDrpLoss, kDrpCorrect, kMasked, kSequences };
constexpr SumCount kSums = {.on_device = kMasked, .on_host = 2};

double Ratio(double numerator, double denominator) { return denominator > 0 ? numerator / denominator : 0; }

}  // namespace

PretrainingTask::PretrainingTask(const SampleSource& source, const LoaderOptions& options, BertPretrainingModel& model,
                                 double drp_weight, std::uint64_t dropout_seed)
    : loader_(source, options), model_(model), drp_weight_(drp_weight), dropout_seed_(dropout_seed) {}

StepWork PretrainingTask::BeginStep(std::int64_t step) {
  step_ = loader_.Next();
  LB_CHECK(step_.step == static_cast<std::uint64_t>(step), "the loader is at step {}, the trainer at {}", step_.step,
           step);
  BatchBounds bounds;
  for (const Batch& batch : step_.micro_batches) bounds.Cover(BoundsOf(batch));
  model_.Reserve(bounds, PassKind::kTraining);
  return {.micro_batches = static_cast<std::int64_t>(step_.micro_batches.size()),
          .tokens = step_.tokens,
          .divisors = {static_cast<double>(step_.masked_tokens), static_cast<double>(step_.sequences)},
          .loader_wait_s = step_.wait_seconds,
          .imbalance = step_.imbalance};
}

void PretrainingTask::ForwardBackward(std::int64_t micro_batch, std::span<const double> global_divisors,
                                      const StepSums& sums) {
  const BertPretrainingModel::LossScale scale = {.mlm = Ratio(1, global_divisors[kMaskedTokens]),
                                                 .drp = Ratio(drp_weight_, global_divisors[kSamples])};
  const Batch& batch = step_.micro_batches.at(static_cast<std::size_t>(micro_batch));
  const BertPretrainingModel::PendingSums losses = model_.ForwardBackward(batch, scale, dropout_seed_);
  losses.mlm.AddTo(sums.on_device + kMlmLoss);
  losses.drp.AddTo(sums.on_device + kDrpLoss);
  sums.on_host[kMasked - kSums.on_device] += static_cast<double>(batch.masked());
  sums.on_host[kSequences - kSums.on_device] += static_cast<double>(batch.sequences());
}

SumCount PretrainingTask::Sums() const { return kSums; }

nlohmann::ordered_json PretrainingTask::Metrics(std::span<const double> sums) const {
  const double mlm = Ratio(sums[kMlmLoss], sums[kMasked]);
  const double drp = Ratio(sums[kDrpLoss], sums[kSequences]);
  return {{"loss", mlm + drp_weight_ * drp},
          {"mlm_loss", mlm},
          {"drp_loss", drp},
          {"mlm_accuracy", Ratio(sums[kMlmCorrect], sums[kMasked])},
          {"drp_accuracy", Ratio(sums[kDrpCorrect], sums[kSequences])}};
}

std::vector<std::uint64_t> PretrainingTask::SampleIndices() const {
  std::vector<std::uint64_t> indices;
  for (const Batch& batch : step_.micro_batches) {
    indices.insert(indices.end(), batch.sample_index.begin(), batch.sample_index.end());
  }
  return indices;
}

}  // namespace linkbert
