#include "core/tasks/multiple_choice/choice_data.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "core/metrics/classification_metrics.h"

namespace linkbert {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kChoiceForm[] = R"({"id": ..., "sent1": ..., "sent2": ..., "ending0": ..., "ending1": ..., "label": 0})";

std::size_t CountChoices(const ExampleLine& line) {
  std::size_t choices = 0;
  while (line.Has(fmt::format("ending{}", choices).c_str())) ++choices;
  if (choices < 2) line.Field(fmt::format("ending{}", choices).c_str());  // throws
  return choices;
}

std::int64_t LabelOf(const ExampleLine& line, std::size_t choices) {
  const Json& label = line.Field("label");
  const auto wanted = [&] { return fmt::format("the number of a choice, 0 to {}", choices - 1); };
  if (!label.is_number_integer()) throw line.Wrong("label", Shown(label), wanted());
  const auto number = label.get<std::int64_t>();
  if (number < 0 || number >= static_cast<std::int64_t>(choices)) throw line.Wrong("label", Shown(label), wanted());
  return number;
}

}  // namespace

ChoiceData::ChoiceData(const TaskInput& input, const TaskConfig& task, const WordPieceTokenizer& tokenizer)
    : path_(input.path), max_length_(task.max_length), purpose_(input.purpose) {
  const ExampleFile file(input.path, kChoiceForm);
  for (const std::uint64_t i : TakenExamples(input, file.size())) {
    Add(file.Line(i), tokenizer);
  }
}

void ChoiceData::Add(const ExampleLine& line, const WordPieceTokenizer& tokenizer) {
  const std::size_t choices = CountChoices(line);
  if (choices_ == 0) choices_ = choices;
  if (choices != choices_) {
    throw Fail(ErrorCode::kInput, "{}: has {} fields \"ending...\", wanted {} as in the lines before it.", line.where(),
               choices, choices_);
  }
  Encoding first, second;
  tokenizer.Encode(line.Text("sent1"), first);
  for (std::size_t c = 0; c < choices; ++c) {
    tokenizer.Encode(line.Text("sent2") + " " + line.Text(fmt::format("ending{}", c).c_str()), second);
    features_.push_back(JoinTexts(tokenizer.vocabulary(), first, &second, max_length_));
    cut_ += first.ids.size() + second.ids.size() + 3 > features_.back().token_ids.size() ? 1 : 0;
  }
  ids_.push_back(line.Id());
  labels_.push_back(purpose_ == TaskPurpose::kPrediction ? 0 : LabelOf(line, choices));
}

std::uint32_t ChoiceData::Tokens(std::size_t unit) const {
  std::size_t tokens = 0;
  for (std::size_t c = 0; c < choices_; ++c) tokens += Choice(unit, c).token_ids.size();
  return static_cast<std::uint32_t>(tokens);
}

void ChoiceData::Append(std::size_t unit, std::uint64_t sample, TaskBatch& batch) const {
  for (std::size_t c = 0; c < choices_; ++c) AppendSequence(Choice(unit, c), sample * choices_ + c, batch.inputs);
  ++batch.units;
  if (purpose_ != TaskPurpose::kPrediction) batch.labels.push_back(static_cast<std::int32_t>(labels_[unit]));
}

std::vector<std::string> ChoiceData::Remarks() const {
  if (cut_ == 0) return {};
  return {fmt::format("{}: {} of {} sequences are longer than {} tokens and were cut", path_, cut_, features_.size(),
                      max_length_)};
}

Figures ChoiceData::Metrics(std::span<const float> outputs) const {
  Figures figures;
  figures.Add("accuracy", ScoreClassification(labels_, BestClasses(outputs, choices_)).accuracy);
  figures.Add("loss", MeanCrossEntropy(outputs, labels_));
  return figures;
}

std::vector<PredictionFile> ChoiceData::Predictions(const std::string& part, std::span<const float> outputs) const {
  std::string lines;
  for (std::size_t i = 0; i < ids_.size(); ++i) {
    const std::span<const float> row = outputs.subspan(i * choices_, choices_);
    Json line = {{"id", ids_[i]}};
    if (purpose_ != TaskPurpose::kPrediction) line["label"] = labels_[i];
    line["prediction"] = std::ranges::max_element(row) - row.begin();
    line["logits"] = std::vector<float>(row.begin(), row.end());
    lines += line.dump() + "\n";
  }
  return {{part + "_predictions.jsonl", std::move(lines)}};
}

}  // namespace linkbert
