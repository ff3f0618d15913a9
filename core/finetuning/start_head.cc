#include "core/finetuning/start_head.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/error.h"

namespace linkbert {
namespace {

constexpr char kAnswers[] = "question_answering";
constexpr std::size_t kNamed = 12;  // labels in a message

std::string Prefix(const TaskConfig& task) { return task.task == kAnswers ? "qa_outputs." : "classifier."; }

std::int64_t RowsOf(const TaskConfig& task) {
  if (task.task == kAnswers) return 2;  // start, end
  return std::max<std::int64_t>(task.labels.size(), 1);
}

// Whether the rows are classes that have names.
bool HasClasses(const TaskConfig& task) {
  return task.labels.size() > 0 && task.problem_type != "regression" && task.task != kAnswers;
}

std::string Listed(std::span<const std::string> names) {
  const std::size_t shown = std::min(names.size(), kNamed);
  std::string text = fmt::format("{}", fmt::join(names.first(shown), ", "));
  return shown < names.size() ? fmt::format("{} and {} more", text, names.size() - shown) : text;
}

// What differs between what the two heads are for; empty: nothing.
std::string OtherTask(const ModelTask& model, const TaskConfig& task) {
  if (model.type.empty()) return fmt::format("config.json does not say what the model's is for: {}", model.Text());
  if (model.type != task.task) return fmt::format("the model's is of {}", model.Text());
  if (!task.problem_type.empty() && model.problem_type != task.problem_type)
    return fmt::format("the model's is of the problem {}{}, the data's is {}", model.problem_type,
                       model.problem_said ? "" : " (config.json names none)", task.problem_type);
  return "";
}

std::vector<std::int64_t> InPlace(std::int64_t count) {
  std::vector<std::int64_t> rows(static_cast<std::size_t>(count));
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

class Matching {
 public:
  Matching(const ModelTask& model, std::int64_t stored_rows, const TaskConfig& task)
      : model_(model), stored_(stored_rows), task_(task), count_(RowsOf(task)) {}

  StartHead Run() {
    if (stored_ == 0) return Anew("the model has none");
    if (const std::string other = OtherTask(model_, task_); !other.empty()) return Anew(other);
    if (!HasClasses(task_)) {
      if (stored_ != count_) return Anew(fmt::format("the model's has {} rows, wanted {}", stored_, count_));
      return {{Prefix(task_), InPlace(count_)}, "head: taken from the model"};
    }
    if (model_.labels_said && model_.labels.size() != stored_)
      return Anew(
          fmt::format("id2label names {} labels, but the model's head has {} rows", model_.labels.size(), stored_));
    if (model_.labels.IsUnnamed() || !model_.labels_said || task_.labels.IsUnnamed()) return ByPlace();
    return ByName();
  }

 private:
  StartHead Anew(const std::string& why) const {
    return {{Prefix(task_), std::vector<std::int64_t>(static_cast<std::size_t>(count_), -1)},
            fmt::format("head: anew; {}", why)};
  }

  StartHead ByPlace() const {
    const char* whose = task_.labels.IsUnnamed() ? "the data's labels" : "the model's labels";
    if (stored_ != count_)
      return Anew(fmt::format("{} have no names, and the model has {}, the data {}", whose, stored_, count_));
    return {{Prefix(task_), InPlace(count_)},
            fmt::format("head: taken by place, since {} have no names; in this order: {}. If that is wrong, name the "
                        "order with --labels",
                        whose, Listed(task_.labels.names()))};
  }

  StartHead ByName() const {
    std::vector<std::string> taken, anew, left = model_.labels.names();
    StartHead head{{Prefix(task_), {}}, ""};
    for (const std::string& name : task_.labels.names()) {
      const std::optional<std::int64_t> row = model_.labels.Find(name);
      head.rows.rows.push_back(row.value_or(-1));
      (row ? taken : anew).push_back(name);
      if (row) std::erase(left, name);
    }
    const std::string lists = fmt::format("the model's labels are {}; the data's are {}", Listed(model_.labels.names()),
                                          Listed(task_.labels.names()));
    if (taken.empty()) return Anew("no label of the data is, letter by letter, one of the model's: " + lists);
    const bool numbers = model_.labels.AreNumbers() && task_.labels.AreNumbers();
    if (numbers && !(anew.empty() && left.empty())) return Anew("labels that are numbers, and other ones: " + lists);
    head.text = fmt::format("head: taken by the labels' names: {}", Listed(taken));
    if (!anew.empty()) head.text += fmt::format("; anew: {}", Listed(anew));
    if (!left.empty()) head.text += fmt::format("; the model's {} left out", Listed(left));
    return head;
  }

  const ModelTask& model_;
  std::int64_t stored_;
  const TaskConfig& task_;
  std::int64_t count_;
};

}  // namespace

std::span<const std::string> FreshParameters() {
  static const std::array<std::string, 3> kPrefixes = {"bert.pooler.", "classifier.", "qa_outputs."};
  return kPrefixes;
}

bool StartHead::TakesAny() const {
  return std::ranges::any_of(rows.rows, [](std::int64_t row) { return row >= 0; });
}

StartHead MatchHead(const ModelTask& model, std::int64_t stored_rows, const TaskConfig& task) {
  return Matching(model, stored_rows, task).Run();
}

std::int64_t StoredHeadRows(std::span<const StoredTensor> tensors, const TaskConfig& task) {
  const std::string weight = Prefix(task) + "weight";
  const auto is_it = [&](const StoredTensor& tensor) { return ParameterName(tensor.name) == weight; };
  const auto found = std::ranges::find_if(tensors, is_it);
  return found == tensors.end() || found->shape.empty() ? 0 : found->shape[0];
}

nlohmann::json ToJson(const StartHead& head, const TaskConfig& task) {
  nlohmann::json json = {{"taken", nlohmann::json::array()}, {"anew", nlohmann::json::array()}, {"why", head.text}};
  for (std::size_t i = 0; i < head.rows.rows.size(); ++i) {
    const bool named = i < task.labels.names().size();
    const std::string name = named ? task.labels.names()[i] : fmt::format("row {}", i);
    json[head.rows.rows[i] >= 0 ? "taken" : "anew"].push_back(name);
  }
  return json;
}

}  // namespace linkbert
