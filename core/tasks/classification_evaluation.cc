#include "core/tasks/classification_evaluation.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace linkbert {
namespace {

constexpr std::int64_t kPlanned = 1024;  // examples dealt at a time: planning is quadratic in them

// Writes the logits of examples [begin, end) that this rank computes into `logits`.
void ClassifyPart(BertSequenceClassifier& model, const ClassificationData& data,
                  const std::vector<BatchPlan::MicroBatch>& micro_batches, std::int64_t begin,
                  std::vector<float>& logits) {
  const auto classes = static_cast<std::size_t>(model.classes());
  for (const BatchPlan::MicroBatch& slots : micro_batches) {
    Batch batch;
    for (const std::uint32_t slot : slots) {
      const auto example = static_cast<std::size_t>(begin) + slot;
      AppendSequence(data.features[example], example, batch);
    }
    const at::Tensor result_BC = model.Logits(batch);
    const float* row = result_BC.const_data_ptr<float>();
    for (const std::uint32_t slot : slots) {
      std::copy_n(row, classes, logits.data() + (static_cast<std::size_t>(begin) + slot) * classes);
      row += classes;
    }
  }
}

double CrossEntropyOf(const float* logits, std::size_t classes, std::int64_t label) {
  const double largest = *std::max_element(logits, logits + classes);
  double sum = 0;
  for (std::size_t c = 0; c < classes; ++c) sum += std::exp(static_cast<double>(logits[c]) - largest);
  return largest + std::log(sum) - static_cast<double>(logits[label]);
}

}  // namespace

ClassificationEvaluation EvaluateClassification(BertSequenceClassifier& model, const ClassificationData& data,
                                                const BatchPlanOptions& plan, Communicator& communicator) {
  const auto classes = static_cast<std::size_t>(model.classes()), examples = static_cast<std::size_t>(data.size());
  ClassificationEvaluation result;
  result.logits.resize(examples * classes);
  for (std::int64_t begin = 0; begin < data.size(); begin += kPlanned) {
    std::vector<std::uint32_t> lengths;
    for (std::int64_t i = begin; i < std::min(data.size(), begin + kPlanned); ++i) {
      lengths.push_back(static_cast<std::uint32_t>(data.features[static_cast<std::size_t>(i)].token_ids.size()));
    }
    const BatchPlan dealt = PlanBatch(lengths, plan);
    ClassifyPart(model, data, dealt.ranks[static_cast<std::size_t>(communicator.Rank())], begin, result.logits);
  }
  // The ranks' parts do not overlap and the rest is 0: a sum puts them together exactly.
  communicator
      .AllReduce(result.logits.data(), result.logits.data(), result.logits.size(), DataType::kFloat32,
                 ReduceOperation::kSum)
      .Wait();
  for (std::size_t i = 0; i < examples; ++i) {
    const float* row = result.logits.data() + i * classes;
    result.predicted.push_back(std::max_element(row, row + classes) - row);
    result.loss += CrossEntropyOf(row, classes, data.labels[i]) / static_cast<double>(examples);
  }
  result.metrics = ScoreClassification(data.labels, result.predicted);
  return result;
}

nlohmann::ordered_json ToJson(const ClassificationEvaluation& evaluation) {
  return {{"accuracy", evaluation.metrics.accuracy},
          {"macro_f1", evaluation.metrics.macro_f1},
          {"loss", evaluation.loss},
          {"examples", evaluation.predicted.size()}};
}

std::string PredictionLines(const ClassificationEvaluation& evaluation, const ClassificationData& data,
                            const LabelSet& labels) {
  const auto classes = static_cast<std::size_t>(labels.size());
  std::string lines;
  for (std::size_t i = 0; i < data.ids.size(); ++i) {
    const float* row = evaluation.logits.data() + i * classes;
    const nlohmann::ordered_json line = {
        {"id", data.ids[i]},
        {"label", labels.names()[static_cast<std::size_t>(data.labels[i])]},
        {"prediction", labels.names()[static_cast<std::size_t>(evaluation.predicted[i])]},
        {"logits", std::vector<float>(row, row + classes)}};
    lines += line.dump() + "\n";
  }
  return lines;
}

}  // namespace linkbert
