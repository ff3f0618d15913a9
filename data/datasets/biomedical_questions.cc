#include "data/datasets/biomedical_questions.h"

#include <algorithm>
#include <array>
#include <vector>

#include "data/datasets/json_fields.h"
#include "data/datasets/python_random.h"

namespace linkbert {
namespace {

constexpr std::array<std::string_view, 3> kAnswers = {"yes", "no", "maybe"};
constexpr std::size_t kFolds = 10;

using Ids = std::vector<std::string>;

std::string_view Answer(const JsonFields& entry) {
  const std::string_view answer = PythonStrip(entry.Text("final_decision"));
  if (std::ranges::find(kAnswers, answer) != kAnswers.end()) return answer;
  throw entry.Wrong("final_decision", fmt::format("is \"{}\"", answer), "yes, no or maybe");
}

JsonFields EntryFields(const TaskJson& entry, const std::string& path, const std::string& id) {
  return {entry, fmt::format("{}, entry {}", path, id)};
}

// Cuts `ids`, shuffled, into `folds` of equal size, the last one smaller; appends each to one of parts.
void DealShuffled(Ids ids, PythonRandom& random, std::vector<Ids>& parts) {
  random.Shuffle(std::span<std::string>(ids));
  const std::size_t size = (ids.size() + parts.size() - 1) / parts.size();
  for (std::size_t part = 0; part < parts.size(); ++part) {
    const std::size_t begin = std::min(part * size, ids.size());
    const std::size_t end = part + 1 == parts.size() ? ids.size() : std::min(begin + size, ids.size());
    for (std::size_t i = begin; i < end; ++i) parts[part].push_back(std::move(ids[i]));
  }
}

// `ids` in `folds` parts in which the answers are in proportion.
std::vector<Ids> SplitByAnswer(const Ids& ids, const std::map<std::string, std::string_view>& answers,
                               std::size_t folds, PythonRandom& random) {
  std::vector<Ids> parts(folds);
  for (const std::string_view answer : kAnswers) {
    Ids same;
    std::ranges::copy_if(ids, std::back_inserter(same),
                         [&](const std::string& id) { return answers.at(id) == answer; });
    DealShuffled(std::move(same), random, parts);
  }
  if (parts.back().size() == parts.front().size()) return parts;
  for (std::size_t part = 0; part + 1 < folds; ++part) {
    if (parts[part].empty()) continue;
    const std::size_t picked = random.Choice(parts[part].size());
    parts.back().push_back(parts[part][picked]);
    parts[part].erase(parts[part].begin() + static_cast<std::ptrdiff_t>(picked));
  }
  return parts;
}

TaskJson Select(const TaskJson& entries, const Ids& ids) {
  TaskJson selected = TaskJson::object();
  for (const std::string& id : ids) selected[id] = entries.at(id);
  return selected;
}

}  // namespace

void ConvertPubmedQa(const TaskJson& entries, const std::string& path, PartLines& out) {
  out.account().row_name = "questions";
  const JsonFields all(entries, path);
  for (const auto& [id, value] : entries.items()) {
    out.CountRow();
    const JsonFields entry = EntryFields(value, path, id);
    std::string text;
    for (const TaskJson& context : entry.List("CONTEXTS")) {
      if (!context.is_string()) throw entry.Wrong("CONTEXTS", SeenJson(context), "a list of texts");
      const std::string_view part = PythonStrip(context.get_ref<const std::string&>());
      if (!part.empty()) text.append(text.empty() ? "" : " ").append(part);
    }
    const std::string_view question = PythonStrip(entry.Text("QUESTION"));
    out.Write({{"id", id}, {"sentence1", question}, {"sentence2", text}, {"label", Answer(entry)}});
  }
}

std::map<std::string, TaskJson> SplitPubmedQa(const TaskJson& entries, const std::string& path) {
  Ids ids;
  std::map<std::string, std::string_view> answers;
  const JsonFields all(entries, path);
  for (const auto& [id, value] : entries.items()) {
    ids.push_back(id);
    answers.emplace(id, Answer(EntryFields(value, path, id)));
  }
  PythonRandom random(0);
  const std::vector<Ids> halves = SplitByAnswer(ids, answers, 2, random);
  const std::vector<Ids> folds = SplitByAnswer(halves[0], answers, kFolds, random);
  Ids train;
  for (std::size_t fold = 1; fold < kFolds; ++fold) train.insert(train.end(), folds[fold].begin(), folds[fold].end());
  return {{"train", Select(entries, train)}, {"dev", Select(entries, folds[0])}, {"test", Select(entries, halves[1])}};
}

void ConvertBioasq(RecordReader& records, PartLines& out) {
  for (std::vector<std::string> fields; records.Next(fields);) {
    if (fields.size() == 1 && fields[0].empty()) continue;
    out.CountRow();
    if (fields.size() != 4) {
      throw Fail(ErrorCode::kInput, "{}: {} columns between tabs, wanted 4: id, question, text and yes or no.",
                 records.where(), fields.size());
    }
    const std::string_view answer = PythonStrip(fields[3]);
    if (answer != "yes" && answer != "no") {
      throw Fail(ErrorCode::kInput, "{}: field 4, the answer, is \"{}\", wanted yes or no. Is it BioASQ's file?",
                 records.where(), Shortened(answer));
    }
    out.Write({{"id", PythonStrip(fields[0])},
               {"sentence1", PythonStrip(fields[1])},
               {"sentence2", PythonStrip(fields[2])},
               {"label", answer}});
  }
}

}  // namespace linkbert
