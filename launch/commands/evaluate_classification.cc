#include "launch/commands/evaluate_classification.h"

#include <ATen/Parallel.h>
#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "core/checkpoint/checkpoint_format.h"
#include "core/checkpoint/model_folder.h"
#include "core/checkpoint/model_tokenizer.h"
#include "core/checkpoint/model_weights.h"
#include "core/tasks/classification_evaluation.h"
#include "core/tasks/task_config.h"
#include "core/training/training_options.h"
#include "distributed/communication/launch_environment.h"
#include "launch/commands/training_ranks.h"
#include "launch/environment/all_ranks.h"

namespace linkbert {
namespace {

void Print(const nlohmann::ordered_json& metrics) {
  for (const auto& [name, value] : metrics.items()) {
    fmt::print("{:<20}{}\n", name, value.is_number_float() ? fmt::format("{:.4f}", value.get<double>()) : value.dump());
  }
}

void Evaluate(const EvaluateClassificationRequest& request, Communicator& communicator) {
  at::set_num_threads(ChooseThreads(0, DetectLaunch().local_size));
  const std::string folder = ResolveModelFolder(request.model).path;
  const TaskConfig task = ReadTaskConfig(folder, "sequence_classification");
  const BertConfig config = ReadBertConfig(folder + "/" + kConfigFile);
  const ModelTokenizer tokenizer(folder, config);
  const ClassificationData data =
      BuildClassificationData(request.input, task.labels, tokenizer.tokenizer(), task.max_length);
  FlatParameters parameters(BertParameterSpecs(config, {.mlm = false, .drp = false, .classes = task.labels.size()}),
                            kBucketElements, GradientMemory::kNone);
  LoadModelWeights(folder, parameters.layout(), parameters.flat(), {});
  BertSequenceClassifier model(config, task.labels.size(), parameters);
  const BatchPlanOptions plan = {.ranks = communicator.Size(), .micro_batch_tokens = 4096 + task.max_length};
  const ClassificationEvaluation result = EvaluateClassification(model, data, plan, communicator);
  if (communicator.Rank() != 0) return;
  Print(ToJson(result));
  if (request.output.empty()) return;
  CreateFolders(request.output);
  WriteFileAtomically(request.output + "/predictions.jsonl", PredictionLines(result, data, task.labels));
  WriteFileAtomically(request.output + "/results.json", ToJson(result).dump(2) + "\n");
}

}  // namespace

void EvaluateSequenceClassification(const EvaluateClassificationRequest& request) {
  OnAllRanks([] { return CommunicationOptions(); },
             [&](Communicator& communicator) { Evaluate(request, communicator); });
}

}  // namespace linkbert
