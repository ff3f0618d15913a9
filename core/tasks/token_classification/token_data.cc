#include "core/tasks/token_classification/token_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/error.h"
#include "core/metrics/task_figures.h"
#include "data/samples/text_features.h"

namespace linkbert {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kOutside[] = "O";
constexpr const char* kTagFields[] = {"ner_tags", "tags", "labels"};
constexpr char kTokenForm[] = R"({"id": ..., "tokens": [...], "ner_tags": [...]})";

// The field that a line has its tags in.
const char* TagField(const ExampleLine& line) {
  for (const char* field : kTagFields) {
    if (line.Has(field)) return field;
  }
  return kTagFields[0];
}

std::vector<std::string> TagsOfLine(const ExampleLine& line, std::size_t words,
                                    const std::vector<std::string>& number_names) {
  const char* field = TagField(line);
  const Json& list = line.Field(field);
  if (!list.is_array()) throw line.Wrong(field, Shown(list), "a list of tags");
  if (list.size() != words)
    throw line.Wrong(field, fmt::format("{} tags for {} tokens", list.size(), words), "one a token");
  std::vector<std::string> tags;
  for (const Json& tag : list)
    tags.push_back(LabelName(line, fmt::format("{}[{}]", field, tags.size()), tag, number_names));
  return tags;
}

// [{"type", "begin", "end"}] in words, as the tags' scheme reads. As in scores, words that take no part are passed
// over: an entity may go on behind them.
Json Entities(const std::vector<std::optional<std::string>>& tags) {
  std::vector<std::string> seen;
  std::vector<std::size_t> words;  // of each that is seen
  for (std::size_t word = 0; word < tags.size(); ++word) {
    if (!tags[word]) continue;
    seen.push_back(*tags[word]);
    words.push_back(word);
  }
  Json list = Json::array();
  for (const TagSpan& span : ReadSpans(seen))
    list.push_back({{"type", span.type}, {"begin", words[span.begin]}, {"end", words[span.end - 1] + 1}});
  return list;
}

// Tags that are numbers without names could not be scored as entities.
void RequireNames(const std::set<std::string>& tags, const std::string& path) {
  const auto is_number = [](const std::string& tag) { return tag.find_first_not_of("0123456789") == tag.npos; };
  if (!std::ranges::all_of(tags, is_number)) return;
  throw Fail(ErrorCode::kInput,
             "{}: the tags are numbers ({}) and nobody says what they are called. Name them in order with --labels "
             "O,B-X,I-X (task.labels), or put Hugging Face's dataset_info.json beside the file.",
             path, fmt::join(tags, ", "));
}

std::set<std::string> AllTags(const ExampleFile& file, const std::vector<std::string>& number_names) {
  std::set<std::string> tags;
  for (std::size_t i = 0; i < file.size(); ++i) {
    const ExampleLine line = file.Line(i);
    for (std::string& tag : TagsOfLine(line, line.Texts("tokens").size(), number_names)) tags.insert(std::move(tag));
  }
  return tags;
}

}  // namespace

LabelSet TokenData::TagsOf(const std::string& path, const TaskConfig& task) {
  const ExampleFile file(path, kTokenForm);
  const std::vector<std::string> number_names = file.NumberNames();
  const std::set<std::string> tags = AllTags(file, number_names);
  LabelSet labels = task.labels;
  if (labels.size() > 0) {
    RequireLabels(tags, path, labels);
    return labels;
  }
  const bool all_named = !number_names.empty() && std::ranges::all_of(tags, [&](const std::string& tag) {
    return std::ranges::find(number_names, tag) != number_names.end();
  });
  if (all_named) return LabelSet(number_names).NumberedBy(number_names);
  RequireNames(tags, path);
  return LabelSet::Of(tags, path, /*numbers_by_value=*/!task.AsLinkBert());
}

TokenData::TokenData(const TaskInput& input, const TaskConfig& task, const WordPieceTokenizer& tokenizer)
    : path_(input.path), task_(task), purpose_(input.purpose) {
  const ExampleFile file(input.path, kTokenForm);
  number_names_ = file.NumberNames();
  Encoding scratch;
  for (const std::uint64_t i : TakenExamples(input, file.size())) {
    const ExampleLine line = file.Line(i);
    const std::vector<std::string> words = line.Texts("tokens");
    Add({line.Id(), words, LabelsOf(line, words.size(), file)}, tokenizer, scratch);
  }
}

std::vector<std::int32_t> TokenData::LabelsOf(const ExampleLine& line, std::size_t words, const ExampleFile& file) {
  if (purpose_ == TaskPurpose::kPrediction) return std::vector<std::int32_t>(words, 0);
  std::vector<std::int32_t> labels;
  std::vector<std::string> names;
  for (const std::string& tag : TagsOfLine(line, words, number_names_)) {
    const std::optional<std::int64_t> label = task_.labels.Find(tag);
    if (!label) {
      const std::set<std::string> all = AllTags(file, number_names_);
      const std::string where = fmt::format("{}: field \"{}[{}]\"", line.where(), TagField(line), labels.size());
      throw UnknownLabel(where, tag, {all.begin(), all.end()}, task_.labels);
    }
    labels.push_back(static_cast<std::int32_t>(*label));
    names.push_back(task_.labels.names()[static_cast<std::size_t>(*label)]);
  }
  if (purpose_ == TaskPurpose::kTraining) survey_.Add(names);
  return labels;
}

void TokenData::Add(const TaggedSentence& tagged, const WordPieceTokenizer& tokenizer, Encoding& scratch) {
  const auto& [id, words, labels] = tagged;
  const std::size_t begin = ids_.size(), room = static_cast<std::size_t>(task_.max_length) - 1;  // [SEP] ends it
  Sentence sentence{.id = id,
                    .begin = begin,
                    .tokens = 0,
                    .first = words_.size(),
                    .pieces = 0,
                    .words = static_cast<std::uint32_t>(words.size()),
                    .labels = labels_.size()};
  if (purpose_ == TaskPurpose::kScoring) labels_.insert(labels_.end(), labels.begin(), labels.end());
  ids_.push_back(tokenizer.vocabulary().cls_id());
  std::size_t dropped = 0;
  for (std::size_t w = 0; w < words.size(); ++w) {
    tokenizer.Encode(words[w], scratch);
    const std::size_t place = ids_.size() - begin;
    if (scratch.ids.empty()) {
      ++vanished_;
    } else if (place == room) {
      ++dropped;
    } else {
      words_.push_back({static_cast<std::uint32_t>(place), static_cast<std::uint32_t>(w), labels[w]});
      const std::size_t kept = std::min(scratch.ids.size(), room - place);
      ids_.insert(ids_.end(), scratch.ids.begin(), scratch.ids.begin() + static_cast<std::ptrdiff_t>(kept));
    }
  }
  ids_.push_back(tokenizer.vocabulary().sep_id());
  sentence.tokens = static_cast<std::uint32_t>(ids_.size() - begin);
  sentence.pieces = static_cast<std::uint32_t>(words_.size() - sentence.first);
  dropped_ += dropped;
  cut_sentences_ += dropped > 0 ? 1 : 0;
  empty_ += words.empty() ? 1 : 0;
  sentences_.push_back(std::move(sentence));
}

std::size_t TokenData::Outputs(std::size_t unit) const {
  return sentences_[unit].pieces * static_cast<std::size_t>(task_.labels.size());
}

std::span<const TokenData::Word> TokenData::Words(std::size_t sentence) const {
  return {words_.data() + sentences_[sentence].first, sentences_[sentence].pieces};
}

std::span<const std::int32_t> TokenData::TokenIds(std::size_t sentence) const {
  return {ids_.data() + sentences_[sentence].begin, sentences_[sentence].tokens};
}

void TokenData::Append(std::size_t unit, std::uint64_t sample, TaskBatch& batch) const {
  const auto first = static_cast<std::int32_t>(batch.inputs.tokens());
  AppendTokens(TokenIds(unit), static_cast<std::int32_t>(sentences_[unit].tokens), sample, batch.inputs);
  ++batch.units;
  for (const Word& word : Words(unit)) {
    batch.rows.push_back(first + static_cast<std::int32_t>(word.place));
    if (purpose_ != TaskPurpose::kPrediction) batch.labels.push_back(word.label);
  }
}

std::vector<std::string> TokenData::Remarks() const {
  std::vector<std::string> remarks;
  const auto add = [&](std::size_t count, std::string text) {
    if (count > 0) remarks.push_back(fmt::format("{}: {}", path_, text));
  };
  const char* fate = task_.AsLinkBert() ? "take no part in training and scores"
                                        : "take no part in training and are scored as predicted O";
  add(purpose_ == TaskPurpose::kTraining ? 1 : 0, "the scheme of its tags: " + survey_.Text());
  add(dropped_, fmt::format("{} words of {} example(s) lie beyond {} tokens and {}", dropped_, cut_sentences_,
                            task_.max_length, fate));
  add(vanished_, fmt::format("{} words have no piece in the vocabulary, such as white space, and {}", vanished_, fate));
  add(empty_, fmt::format("{} example(s) have no word", empty_));
  return remarks;
}

const std::string& TokenData::LabelOf(const Sentence& sentence, std::size_t word) const {
  return task_.labels.names()[static_cast<std::size_t>(labels_[sentence.labels + word])];
}

TokenData::Tags TokenData::Predicted(std::span<const float> outputs) const {
  const auto classes = static_cast<std::size_t>(task_.labels.size());
  const std::optional<std::string> unseen = task_.AsLinkBert() ? std::nullopt : std::optional<std::string>(kOutside);
  Tags predicted;
  for (std::size_t s = 0; s < sentences_.size(); ++s) {
    std::vector<std::optional<std::string>>& tags = predicted.emplace_back(sentences_[s].words, unseen);
    for (const Word& word : Words(s)) {
      const auto best = std::ranges::max_element(outputs.first(classes)) - outputs.begin();
      tags[word.word] = task_.labels.names()[static_cast<std::size_t>(best)];
      outputs = outputs.subspan(classes);
    }
  }
  return predicted;
}

Figures TokenData::Metrics(std::span<const float> outputs) const {
  TagSentences gold, predicted;
  const Tags tags = Predicted(outputs);
  for (std::size_t s = 0; s < sentences_.size(); ++s) {
    gold.emplace_back(), predicted.emplace_back();
    for (std::size_t word = 0; word < tags[s].size(); ++word) {
      if (!tags[s][word]) continue;
      gold.back().push_back(LabelOf(sentences_[s], word));
      predicted.back().push_back(*tags[s][word]);
    }
  }
  return TagFigures(ScoreEntities(gold, predicted, RuleOf(SchemeOfTags(task_.labels.names()), /*strict=*/false)),
                    task_.metric);
}

std::vector<PredictionFile> TokenData::Predictions(const std::string& part, std::span<const float> outputs) const {
  const Tags tags = Predicted(outputs);
  const bool in_scheme = SchemeOfTags(task_.labels.names()).has_value();
  std::string lines;
  for (std::size_t s = 0; s < sentences_.size(); ++s) {
    Json predictions = Json::array(), labels = Json::array();
    for (std::size_t word = 0; word < tags[s].size(); ++word) {
      predictions.push_back(tags[s][word] ? Json(*tags[s][word]) : Json(nullptr));
      if (purpose_ == TaskPurpose::kScoring)
        labels.push_back(tags[s][word] ? Json(LabelOf(sentences_[s], word)) : Json(nullptr));
    }
    Json line = {{"id", sentences_[s].id}, {"predictions", std::move(predictions)}};
    if (in_scheme) line["entities"] = Entities(tags[s]);
    if (purpose_ == TaskPurpose::kScoring) line["labels"] = std::move(labels);
    lines += line.dump() + "\n";
  }
  return {{part + "_predictions.jsonl", std::move(lines)}};
}

}  // namespace linkbert
