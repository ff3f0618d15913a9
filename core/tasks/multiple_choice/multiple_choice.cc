#include "core/tasks/multiple_choice/multiple_choice.h"

#include "base/error.h"
#include "core/kernels/cross_entropy.h"

namespace linkbert {

BertMultipleChoice::BertMultipleChoice(const BertConfig& config, std::int64_t choices, FlatParameters& parameters)
    : choices_(choices), encoder_(config, parameters), score_(parameters, "classifier", 1, config.hidden_size) {
  LB_CHECK(choices > 0);
}

HeadLoss BertMultipleChoice::ForwardBackward(const Batch& batch, const std::vector<std::int64_t>& labels, double scale,
                                             DropoutSeed dropout_seed) {
  const auto examples = static_cast<std::int64_t>(labels.size());
  LB_CHECK(examples * choices_ == batch.sequences(), "{} examples of {} choices, {} sequences", examples, choices_,
           batch.sequences());
  for (const std::int64_t label : labels) LB_CHECK(label >= 0 && label < choices_, "label {}", label);
  const Matrix pooled_BH = encoder_.Forward(batch, dropout_seed);
  const Matrix scores_B1 = scores_.Get(pooled_BH.rows, 1);
  score_.Product(pooled_BH, scores_B1);
  // The bias adds the same to all choices, which a softmax does not see: it is left out, and its gradient is 0.
  const std::vector<float> no_bias(static_cast<std::size_t>(choices_));
  std::vector<float> sums(static_cast<std::size_t>(choices_));
  CrossEntropy result = CrossEntropyForwardBackward(scores_B1.data, no_bias.data(), labels.data(), examples, choices_,
                                                    static_cast<float>(scale), sums.data());
  score_.WeightGradient(scores_B1, pooled_BH);
  const Matrix grad_BH = encoder_.Gradient(batch);
  score_.InputGradient(scores_B1, Store::kOverwrite, grad_BH);
  encoder_.Backward(grad_BH);
  return {result.loss_sum, std::move(result.best)};
}

at::Tensor BertMultipleChoice::Logits(const Batch& batch) {
  LB_CHECK(batch.sequences() % choices_ == 0, "{} sequences for {} choices each", batch.sequences(), choices_);
  const Matrix pooled_BH = encoder_.Evaluate(batch);
  const Matrix scores_B1 = scores_.Get(pooled_BH.rows, 1);
  score_.Product(pooled_BH, scores_B1);
  for (std::int64_t b = 0; b < scores_B1.rows; ++b) scores_B1.data[b] += *score_.bias.value;
  return CopyOf(Matrix(scores_B1.data, scores_B1.rows / choices_, choices_));
}

}  // namespace linkbert
