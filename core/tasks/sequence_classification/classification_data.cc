#include "core/tasks/sequence_classification/classification_data.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/error.h"
#include "core/metrics/classification_metrics.h"
#include "core/metrics/task_figures.h"

namespace linkbert {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::vector<bool>> RowsOf(std::span<const float> values, std::size_t width, float above) {
  std::vector<std::vector<bool>> rows;
  for (; !values.empty(); values = values.subspan(width)) {
    std::vector<bool>& row = rows.emplace_back();
    for (const float value : values.first(width)) row.push_back(value > above);
  }
  return rows;
}

}  // namespace

void ClassificationData::Settle(const std::string& train_path, TaskConfig& task) {
  const ExampleFile file(train_path, kClassificationForm);
  const std::vector<std::string> number_names = file.NumberNames();
  LabelKind kind = KindOfLabel(file.Line(0));
  std::set<std::string> names;
  bool texts = false, numbers = false;
  for (std::size_t i = 0; i < file.size() && kind == LabelKind::kClass; ++i) {
    const ExampleLine line = file.Line(i);
    if (KindOfLabel(line) == LabelKind::kNumber) {
      kind = LabelKind::kNumber;  // one fraction makes numbers of them all
    } else {
      names.insert(ClassOf(line, number_names));
      (line.Field("label").is_number() ? numbers : texts) = true;
    }
  }
  task.problem_type = ProblemType(kind);
  if (kind == LabelKind::kNumber) return SettleLabels(LabelSet::Unnamed(1), train_path, task.labels);
  if (kind == LabelKind::kList) {
    const auto width = static_cast<std::int64_t>(ListOf(file.Line(0)).size());
    return SettleLabels(LabelSet::Unnamed(width), train_path, task.labels);
  }
  if (numbers && !texts && !number_names.empty())
    return SettleLabels(LabelSet(number_names).NumberedBy(number_names), train_path, task.labels);
  if (task.labels.size() > 0) return RequireLabels(names, train_path, task.labels);
  // Python sorts "10" before "2", but 2 before 10.
  task.labels = LabelSet::Of(names, train_path, !task.AsLinkBert() || !texts);
}

ClassificationData::ClassificationData(const TaskInput& input, const TaskConfig& task,
                                       const WordPieceTokenizer& tokenizer)
    : path_(input.path),
      task_(task),
      purpose_(input.purpose),
      kind_(KindOfProblem(task.problem_type)),
      width_(static_cast<std::size_t>(task.labels.size())) {
  const ExampleFile file(input.path, kClassificationForm);
  number_names_ = file.NumberNames();
  const TextFields fields = FindTextFields(file.Line(0), task.AsLinkBert());
  Encoding first, second;
  for (const std::uint64_t i : TakenExamples(input, file.size())) {
    const ExampleLine line = file.Line(i);
    const ClassificationTexts texts = TextsOf(line, fields);
    tokenizer.Encode(texts.first, first);
    if (texts.second) tokenizer.Encode(*texts.second, second);
    features_.push_back(JoinTexts(tokenizer.vocabulary(), first, texts.second ? &second : nullptr, task.max_length));
    const std::size_t whole = first.ids.size() + (texts.second ? second.ids.size() + 3 : 2);
    cut_ += whole > features_.back().token_ids.size() ? 1 : 0;
    ids_.push_back(line.Id());
    if (purpose_ != TaskPurpose::kPrediction) AddLabel(line, file);
  }
}

void ClassificationData::AddLabel(const ExampleLine& line, const ExampleFile& file) {
  if (kind_ == LabelKind::kNumber) return numbers_.push_back(NumberOf(line));
  if (kind_ == LabelKind::kList) {
    const std::vector<float> values = ListOf(line);
    if (values.size() != width_)
      throw line.Wrong("label", fmt::format("a list of {}", values.size()), fmt::format("{} as in training", width_));
    numbers_.insert(numbers_.end(), values.begin(), values.end());
    return;
  }
  const std::string name = ClassOf(line, number_names_);
  const std::optional<std::int64_t> label = task_.labels.Find(name);
  if (!label) {
    std::set<std::string> names;
    for (std::size_t i = 0; i < file.size(); ++i) names.insert(ClassOf(file.Line(i), number_names_));
    throw UnknownLabel(line.where(), name, {names.begin(), names.end()}, task_.labels);
  }
  classes_.push_back(*label);
}

std::uint32_t ClassificationData::Tokens(std::size_t unit) const {
  return static_cast<std::uint32_t>(features_[unit].token_ids.size());
}

double ClassificationData::LossTerms(std::size_t /*unit*/) const {
  return kind_ == LabelKind::kClass ? 1 : static_cast<double>(width_);
}

void ClassificationData::Append(std::size_t unit, std::uint64_t sample, TaskBatch& batch) const {
  AppendSequence(features_[unit], sample, batch.inputs);
  ++batch.units;
  if (purpose_ == TaskPurpose::kPrediction) return;
  if (kind_ == LabelKind::kClass) return batch.labels.push_back(static_cast<std::int32_t>(classes_[unit]));
  const auto row = numbers_.begin() + static_cast<std::ptrdiff_t>(unit * width_);
  batch.targets.insert(batch.targets.end(), row, row + static_cast<std::ptrdiff_t>(width_));
}

std::vector<std::string> ClassificationData::Remarks() const {
  if (cut_ == 0) return {};
  return {fmt::format("{}: {} of {} examples are longer than {} tokens and were cut", path_, cut_, Examples(),
                      task_.max_length)};
}

Figures ClassificationData::Metrics(std::span<const float> outputs) const {
  if (kind_ == LabelKind::kNumber) {
    const std::vector<double> gold(numbers_.begin(), numbers_.end()), predicted(outputs.begin(), outputs.end());
    return NumberFigures(gold, predicted, task_.metric);
  }
  if (kind_ == LabelKind::kList) {
    return LabelListFigures(ids_, RowsOf(numbers_, width_, 0.5F), RowsOf(outputs, width_, 0), task_.metric);
  }
  Figures figures = ClassFigures(classes_, BestClasses(outputs, width_), task_.metric);
  figures.Add("loss", MeanCrossEntropy(outputs, classes_));
  return figures;
}

Json ClassificationData::Label(std::size_t example) const {
  if (kind_ == LabelKind::kClass) return task_.labels.names()[static_cast<std::size_t>(classes_[example])];
  if (kind_ == LabelKind::kNumber) return numbers_[example];
  const auto row = numbers_.begin() + static_cast<std::ptrdiff_t>(example * width_);
  return std::vector<int>(row, row + static_cast<std::ptrdiff_t>(width_));
}

Json ClassificationData::Prediction(std::span<const float> row) const {
  if (kind_ == LabelKind::kNumber) return row[0];
  if (kind_ == LabelKind::kClass)
    return task_.labels.names()[static_cast<std::size_t>(std::ranges::max_element(row) - row.begin())];
  std::vector<int> labels;
  for (const float logit : row) labels.push_back(logit > 0 ? 1 : 0);
  return labels;
}

std::vector<PredictionFile> ClassificationData::Predictions(const std::string& part,
                                                            std::span<const float> outputs) const {
  std::string lines;
  for (std::size_t i = 0; i < ids_.size(); ++i) {
    const std::span<const float> row = outputs.subspan(i * width_, width_);
    Json line = {{"id", ids_[i]}};
    if (purpose_ != TaskPurpose::kPrediction) line["label"] = Label(i);
    line["prediction"] = Prediction(row);
    line["logits"] = std::vector<float>(row.begin(), row.end());
    lines += line.dump() + "\n";
  }
  return {{part + "_predictions.jsonl", std::move(lines)}};
}

}  // namespace linkbert
