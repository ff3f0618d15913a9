#include "core/finetuning/model_task.h"

#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>
#include <utility>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/parse_json.h"
#include "core/model_folders/model_folder.h"

namespace linkbert {
namespace {

using nlohmann::json;

// What transformers' classes are called behind the model's name.
constexpr std::array<std::pair<std::string_view, const char*>, 4> kArchitectures = {
    {{"ForSequenceClassification", "sequence_classification"},
     {"ForTokenClassification", "token_classification"},
     {"ForQuestionAnswering", "question_answering"},
     {"ForMultipleChoice", "multiple_choice"}}};

std::string TextAt(const json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->get<std::string>() : "";
}

std::string Architecture(const json& config) {
  const auto at = config.find("architectures");
  if (at == config.end() || !at->is_array() || at->empty() || !at->front().is_string()) return "";
  return at->front().get<std::string>();
}

std::string TypeOf(const json& config, const std::string& architecture) {
  if (const auto ours = config.find(kOwnConfigKey); ours != config.end() && ours->is_object()) {
    return TextAt(*ours, "task");
  }
  for (const auto& [end, type] : kArchitectures) {
    if (architecture.ends_with(end)) return type;
  }
  return "";
}

std::int64_t NumberOfLabels(const json& config) {
  const auto at = config.find("num_labels");
  const bool said = at != config.end() && at->is_number_integer() && *at > 0 && *at < 1 << 20;
  return said ? at->get<std::int64_t>() : 2;  // transformers' default, which it does not write
}

}  // namespace

LabelSet ReadLabels(const json& config, const std::string& where) {
  const auto at = config.find("id2label");
  if (at == config.end() || at->is_null()) return {};
  const auto wrong = [&](const std::string& seen) {
    return Fail(ErrorCode::kInput, "{}: id2label {}, wanted {{\"0\": name, \"1\": name, ...}} with names that differ.",
                where, seen);
  };
  if (!at->is_object()) throw wrong("is no object");
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < at->size(); ++i) {
    const auto name = at->find(std::to_string(i));
    if (name == at->end()) throw wrong(fmt::format("has {} entries but no \"{}\"", at->size(), i));
    if (!name->is_string() && !name->is_number_integer()) throw wrong(fmt::format("says {}: {}", i, name->dump()));
    names.push_back(name->is_string() ? name->get<std::string>() : name->dump());
    if (!seen.insert(names.back()).second) throw wrong(fmt::format("has the name \"{}\" twice", names.back()));
  }
  return LabelSet(std::move(names));
}

std::string ModelTask::Text() const {
  if (architecture.empty()) return type.empty() ? "a model of no task" : type;
  return type.empty() ? architecture : fmt::format("{} ({})", architecture, type);
}

ModelTask ModelTaskOf(const json& config, const std::string& where) {
  if (!config.is_object()) throw Fail(ErrorCode::kInput, "{}: is no JSON object, wanted a model's config.json.", where);
  ModelTask task;
  task.architecture = Architecture(config);
  task.type = TypeOf(config, task.architecture);
  task.labels = ReadLabels(config, where);
  task.labels_said = task.labels.size() > 0;
  if (!task.labels_said) task.labels = LabelSet::Unnamed(NumberOfLabels(config));
  task.problem_type = TextAt(config, "problem_type");
  task.problem_said = !task.problem_type.empty();
  if (!task.problem_said) {
    task.problem_type = task.labels.size() == 1 ? "regression" : "single_label_classification";
  }
  return task;
}

ModelTask ReadModelTask(const std::string& model_folder) {
  const std::string path = ModelConfigPath(model_folder);
  return ModelTaskOf(ParseJson<json>(ReadFile(path), path, /*allow_exceptions=*/false), path);
}

}  // namespace linkbert
