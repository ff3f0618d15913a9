#include "core/evaluation/score_model.h"

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "base/error.h"
#include "core/device/cpu/cpu_device.h"
#include "core/finetuning/start_head.h"
#include "core/finetuning/task_evaluation.h"
#include "core/model_folders/model_folder.h"
#include "core/model_folders/model_tokenizer.h"
#include "core/ranks/choose_threads.h"
#include "core/ranks/rank_facts.h"
#include "core/tasks/builtin_tasks.h"
#include "core/tasks/sequence_classification/classification_examples.h"
#include "core/training/training_options.h"
#include "core/weight_files/model_weights.h"
#include "distributed/communication/launch_environment.h"

namespace linkbert {
namespace {

constexpr std::int64_t kMicroBatchTokens = 4096;

// What config.json does not say of a model that others fine-tuned.
void Complete(const TaskType& type, const BertConfig& config, bool version_2, TaskConfig& task) {
  if (task.max_length == 0) task.question.version_2_with_negative = version_2;
  if (task.max_length == 0) task.max_length = std::min(type.DefaultLength(), config.max_position_embeddings);
  if (task.metric.empty()) task.metric = type.Metrics(task).front();
}

// transformers does not write its two labels without names, and some write none at all: the head tells how many.
void CountLabels(const ModelTensors& weights, TaskConfig& task) {
  const std::int64_t rows = StoredHeadRows(weights.tensors(), task);
  if (task.labels.IsUnnamed() && rows > 0) task.labels = LabelSet::Unnamed(rows);
}

// Where config.json names no problem, lists of labels in the data tell that it is one of several labels.
void SettleProblem(const ScoreRequest& request, const std::string& folder, TaskConfig& task) {
  if (task.problem_type.empty() || task.labels.size() < 2 || !request.labelled) return;
  if (ReadModelTask(folder).problem_said) return;
  const ExampleFile file(request.input, kClassificationForm);
  if (KindOfLabel(file.Line(0)) == LabelKind::kList) task.problem_type = ProblemType(LabelKind::kList);
}

TaskConfig TaskOf(const ScoreRequest& request, const ModelTensors& weights, const std::string& folder) {
  const TaskRegistry tasks = BuiltinTasks();
  TaskConfig task = ReadTaskConfig(folder, request.task);
  CountLabels(weights, task);
  SettleProblem(request, folder, task);
  Complete(tasks.Find(task.task), ReadBertConfig(ModelConfigPath(folder)), request.version_2, task);
  task.strict = request.strict;
  if (!request.labels.empty()) task.labels = WithGivenLabels(task.labels, ParseLabels(request.labels, "--labels"));
  if (request.labelled && task.task == "token_classification" && task.labels.IsUnnamed()) {
    throw Fail(ErrorCode::kInput,
               "{}: the model's {} labels have no names ({}), so that tags cannot be scored. Name them in its order "
               "with --labels O,B-X,...",
               ModelConfigPath(folder), task.labels.size(), fmt::join(task.labels.names(), ", "));
  }
  if (!request.mode.empty()) task.mode = request.mode;
  if (request.metric.empty()) return task;
  const std::vector<std::string> metrics = tasks.Find(task.task).Metrics(task);
  if (std::ranges::find(metrics, request.metric) == metrics.end()) {
    throw Fail(ErrorCode::kUsage, "the metric {} does not fit {}: {} has {}.", request.metric, request.model, task.task,
               fmt::join(metrics, ", "));
  }
  task.metric = request.metric;
  return task;
}

ScoredModel ScoresOf(const ScoreRequest& request, const TaskConfig& task, const TaskData& data,
                     const std::vector<float>& outputs) {
  ScoredModel scored;
  scored.remarks = data.Remarks();
  if (!request.labelled) return scored;
  scored.figures = data.Metrics(outputs);
  scored.results = ToJson(*scored.figures);
  scored.results["examples"] = data.Examples();
  scored.results["mode"] = task.mode;
  return scored;
}

void Write(const ScoreRequest& request, const TaskData& data, const std::vector<float>& outputs,
           const ScoredModel& scored) {
  CreateFolders(request.output);
  for (const PredictionFile& file : data.Predictions(request.labelled ? "eval" : "predict", outputs)) {
    WriteFileAtomically(request.output + "/" + file.name, file.content);
  }
  if (request.labelled) WriteFileAtomically(request.output + "/results.json", scored.results.dump(2) + "\n");
}

}  // namespace

ScoredModel ScoreModel(const ScoreRequest& request, Communicator& communicator, const RankFacts& command_line) {
  at::set_num_threads(ChooseThreads(0, DetectLaunch().local_size));
  const std::string folder = ResolveModelFolder(request.model).path;
  RequireSameOnAllRanks(communicator, command_line, [&] {
    return RankFacts{FilesFact("data", {request.input}), ModelFact(folder)};
  });
  const TaskRegistry tasks = BuiltinTasks();
  const TaskConfig task = TaskOf(request, ModelTensors(folder), folder);
  const TaskType& type = tasks.Find(task.task);
  const BertConfig config = ReadBertConfig(ModelConfigPath(folder));
  const ModelTokenizer tokenizer(folder, config);
  const auto data =
      type.Read({.path = request.input, .purpose = request.labelled ? TaskPurpose::kScoring : TaskPurpose::kPrediction},
                task, tokenizer.tokenizer());
  FlatParameters parameters(HostDevice(), BertParameterSpecs(config, type.Heads(task)), kBucketElements,
                            GradientMemory::kNone);
  parameters.Write([&](std::span<float> flat) { LoadModelWeights(folder, parameters.layout(), flat, {}); });
  const std::unique_ptr<TaskModel> model = type.MakeModel(config, task, parameters);
  std::int64_t longest = 0;
  for (std::size_t unit = 0; unit < data->Units(); ++unit)
    longest = std::max<std::int64_t>(longest, data->Tokens(unit));
  const BatchPlanOptions plan = {.ranks = communicator.Size(),
                                 .micro_batch_tokens = std::max(kMicroBatchTokens, longest)};
  const std::vector<float> outputs = ComputeOutputs(*model, *data, plan, communicator);
  if (communicator.Rank() != 0) return {};
  ScoredModel scored = ScoresOf(request, task, *data, outputs);
  if (!request.output.empty()) Write(request, *data, outputs, scored);
  return scored;
}

}  // namespace linkbert
