#include "core/finetuning/task_config.h"

#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/parse_json.h"
#include "core/finetuning/model_task.h"
#include "core/model_folders/model_folder.h"

namespace linkbert {
namespace {

using nlohmann::json;

constexpr char kQuestionAnswering[] = "question_answering";

json QuestionToJson(const QuestionOptions& options) {
  return {{"doc_stride", options.doc_stride},
          {"n_best_size", options.n_best_size},
          {"max_answer_length", options.max_answer_length},
          {"version_2_with_negative", options.version_2_with_negative},
          {"null_score_diff_threshold", options.null_score_diff_threshold}};
}

QuestionOptions QuestionFromJson(const json& ours) {
  if (!ours.contains(kQuestionAnswering)) return {};
  const json& given = ours[kQuestionAnswering];
  return {.doc_stride = given.at("doc_stride").get<std::int64_t>(),
          .n_best_size = given.at("n_best_size").get<std::int64_t>(),
          .max_answer_length = given.at("max_answer_length").get<std::int64_t>(),
          .version_2_with_negative = given.at("version_2_with_negative").get<bool>(),
          .null_score_diff_threshold = given.at("null_score_diff_threshold").get<double>()};
}

TaskConfig ParseOwn(const json& config, const std::string& path) {
  const json& ours = config[kOwnConfigKey];
  return {.task = ours.at("task").get<std::string>(),
          .metric = ours.at("metric").get<std::string>(),
          .max_length = ours.at("max_length").get<std::int64_t>(),
          .problem_type = config.value("problem_type", ""),
          .labels = ReadLabels(config, path),
          .question = QuestionFromJson(ours),
          .mode = ours.value("mode", kDefaultMode)};
}

// Of a model that others fine-tuned.
TaskConfig FromArchitecture(const ModelTask& model, const std::string& type) {
  TaskConfig task{.task = type, .metric = "", .max_length = 0};
  const bool sequence = type == "sequence_classification";
  if (sequence) task.problem_type = model.problem_type;
  if (sequence || type == "token_classification") task.labels = model.labels;
  return task;
}

}  // namespace

void Visit(OptionVisitor& v, QuestionOptions& o) {
  v.Field({.name = "doc_stride",
           .doc = "Tokens that two successive chunks of a long context share",
           .unit = "tokens",
           .minimum = 0,
           .maximum = 8192},
          o.doc_stride);
  v.Field({.name = "n_best_size", .doc = "Answers kept for a question", .minimum = 1, .maximum = 1000}, o.n_best_size);
  v.Field({.name = "max_answer_length", .doc = "Longest answer", .unit = "tokens", .minimum = 1, .maximum = 8192},
          o.max_answer_length);
  v.Field({.name = "version_2_with_negative", .doc = "Some questions have no answer, as in SQuAD 2.0"},
          o.version_2_with_negative);
  v.Field({.name = "null_score_diff_threshold",
           .doc = "No answer is predicted where its score exceeds the best answer's by more than this"},
          o.null_score_diff_threshold);
}

nlohmann::ordered_json ToJson(const BertConfig& config, const TaskConfig& task, const std::string& architecture) {
  nlohmann::ordered_json result = ToJson(config);
  result["architectures"] = {architecture};
  if (!task.problem_type.empty()) result["problem_type"] = task.problem_type;
  for (std::int64_t i = 0; i < task.labels.size(); ++i) {
    const std::string& name = task.labels.names()[static_cast<std::size_t>(i)];
    result["id2label"][std::to_string(i)] = name;
    result["label2id"][name] = i;
  }
  result[kOwnConfigKey] = {
      {"task", task.task}, {"metric", task.metric}, {"max_length", task.max_length}, {"mode", task.mode}};
  if (task.task == kQuestionAnswering) result[kOwnConfigKey][kQuestionAnswering] = QuestionToJson(task.question);
  return result;
}

TaskConfig ReadTaskConfig(const std::string& model_folder, const std::string& task) {
  const std::string path = ModelConfigPath(model_folder);
  const json config = ParseJson<json>(ReadFile(path), path, /*allow_exceptions=*/false);
  const ModelTask model = ModelTaskOf(config, path);
  const std::string type = model.type.empty() ? task : model.type;
  if (type.empty()) {
    throw Fail(
        ErrorCode::kInput,
        "{}: the model is {}, fine-tuned for no task that its architectures name. Say --task TYPE if its head is "
        "of one, or name a model that was fine-tuned.",
        path, model.architecture.empty() ? "of no architecture" : model.architecture);
  }
  if (!task.empty() && type != task) {
    throw Fail(ErrorCode::kInput, "{}: the model was fine-tuned for {}, wanted {}. Name a model that was for it.", path,
               model.Text(), task);
  }
  try {
    const bool ours = config.contains(kOwnConfigKey) && config[kOwnConfigKey].is_object();
    TaskConfig read = ours ? ParseOwn(config, path) : FromArchitecture(model, type);
    if (read.mode == kDefaultMode || read.mode == kLinkBertMode) return read;
    throw Fail(ErrorCode::kInput, "{}: linkbert.mode is \"{}\", wanted {} or {}.", path, read.mode, kDefaultMode,
               kLinkBertMode);
  } catch (const json::exception& error) {
    throw Fail(ErrorCode::kInput, "{}: does not describe the task: {}.", path, error.what());
  }
}

}  // namespace linkbert
