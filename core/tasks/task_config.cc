#include "core/tasks/task_config.h"

#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "base/error.h"
#include "core/checkpoint/checkpoint_format.h"

namespace linkbert {
namespace {

using nlohmann::json;

constexpr char kOurs[] = "linkbert";

LabelSet ReadLabels(const json& id2label) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < id2label.size(); ++i) names.push_back(id2label.at(std::to_string(i)).get<std::string>());
  return LabelSet(std::move(names));
}

}  // namespace

nlohmann::ordered_json ToJson(const BertConfig& config, const TaskConfig& task) {
  nlohmann::ordered_json result = ToJson(config);
  result["architectures"] = {"BertForSequenceClassification"};
  result["problem_type"] = "single_label_classification";
  for (std::int64_t i = 0; i < task.labels.size(); ++i) {
    const std::string& name = task.labels.names()[static_cast<std::size_t>(i)];
    result["id2label"][std::to_string(i)] = name;
    result["label2id"][name] = i;
  }
  result[kOurs] = {{"task", task.task}, {"metric", task.metric}, {"max_length", task.max_length}};
  return result;
}

TaskConfig ReadTaskConfig(const std::string& model_folder, const std::string& task) {
  const std::string path = model_folder + "/" + kConfigFile;
  const json config = json::parse(ReadFile(path), nullptr, /*allow_exceptions=*/false);
  const bool ours = config.is_object() && config.contains(kOurs) && config[kOurs].is_object();
  const std::string seen = ours ? config[kOurs].value("task", "no task") : "no task";
  if (seen != task) {
    throw Fail(ErrorCode::kInput,
               "{}: the model was fine-tuned for {}, wanted {}. Name a model that linkbert finetune wrote for it.",
               path, seen, task);
  }
  try {
    return {.task = task,
            .metric = config[kOurs].at("metric").get<std::string>(),
            .max_length = config[kOurs].at("max_length").get<std::int64_t>(),
            .labels = ReadLabels(config.at("id2label"))};
  } catch (const json::exception& error) {
    throw Fail(ErrorCode::kInput, "{}: does not describe the task: {}.", path, error.what());
  }
}

}  // namespace linkbert
