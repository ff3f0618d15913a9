#include "data/datasets/mrqa.h"

#include <algorithm>
#include <functional>

#include "base/hash.h"
#include "data/datasets/json_fields.h"
#include "data/datasets/question_line.h"

namespace linkbert {
namespace {

PlacedAnswer ParseAnswer(const TaskJson& value, const std::string& where) {
  const JsonFields answer(value, where);
  const TaskJson& spans = answer.List("char_spans");
  const bool right = !spans.empty() && spans[0].is_array() && !spans[0].empty() && spans[0][0].is_number_unsigned();
  if (!right) throw answer.Wrong("char_spans", SeenJson(spans), "[[first, last], ...], places in the context");
  return {spans[0][0].get<std::uint64_t>(), answer.Text("text")};
}

void ConvertQuestion(const TaskJson& value, const std::string& context, const ContextText& places,
                     const std::string& where, PartLines& out) {
  out.CountRow();
  const JsonFields question(value, where);
  const TaskJson& id = question.Find("id") != nullptr ? question.Id("id") : question.Id("qid");
  std::vector<PlacedAnswer> answers;
  for (const TaskJson& answer : question.List("detected_answers")) {
    answers.push_back(ParseAnswer(answer, where + ", detected_answers"));
  }
  const std::string named = fmt::format("{}, question {}", where, id.is_string() ? id.get<std::string>() : id.dump());
  const std::string_view text = PythonStrip(question.Text("question"));
  if (text.empty()) out.Note("empty question", named, "");
  if (answers.empty()) out.Note("question without an answer", named, Shortened(text));
  CheckAnswers(places, answers, named, out);
  out.Write(QuestionLine(id, text, context, answers));
}

// Calls sink(object, where) for every context, in order; the header is told from a context by what it holds.
void ForEachContext(const DatasetInfo& dataset, RawLines& lines,
                    const std::function<void(const TaskJson&, const std::string&)>& sink) {
  for (std::string line; lines.Next(line);) {
    if (PythonStrip(line).empty()) continue;
    const TaskJson object = ParseRawJson(line, lines.where());
    const JsonFields fields(object, lines.where());
    const TaskJson* header = fields.Find("header");
    if (header == nullptr) {
      sink(object, lines.where());
    } else if (header->is_object() && header->contains("dataset") && (*header)["dataset"].is_string()) {
      const std::string name = (*header)["dataset"].get<std::string>();
      for (const DatasetInfo& other : Datasets()) {
        if (&other == &dataset || other.family != dataset.family || other.raw_name != name) continue;
        throw Fail(ErrorCode::kInput, "{}: is a file of {}, not of {}. Say --dataset {}, or name the right file.",
                   lines.where(), name, dataset.title, other.name);
      }
    }
  }
}

void ConvertContext(const TaskJson& object, const std::string& where, PartLines& out) {
  const JsonFields fields(object, where);
  const std::string& context = fields.Text("context");
  const ContextText places(context);
  const TaskJson& questions = fields.List("qas");
  out.CountUnits(1);
  for (std::size_t i = 0; i < questions.size(); ++i) {
    ConvertQuestion(questions[i], context, places, fmt::format("{}, qas[{}]", where, i), out);
  }
}

std::vector<std::uint64_t> Numbers(const JsonFields& split, const char* part) {
  std::vector<std::uint64_t> numbers;
  for (const TaskJson& number : split.List(part)) {
    if (!number.is_number_unsigned()) throw split.Wrong(part, SeenJson(number), "a list of whole numbers from 0");
    numbers.push_back(number.get<std::uint64_t>());
  }
  return numbers;
}

// Every context exactly once, as the script asserts for their number.
void CheckHalves(const MrqaHalves& halves, std::uint64_t contexts, const std::string& path) {
  std::vector<std::uint64_t> all = halves.dev;
  all.insert(all.end(), halves.test.begin(), halves.test.end());
  std::ranges::sort(all);
  bool right = all.size() == contexts;
  for (std::size_t i = 0; right && i < all.size(); ++i) right = all[i] == i;
  if (right) return;
  throw Fail(
      ErrorCode::kInput,
      "{}: has {} contexts, but the halves in --splits name {} for dev and {} for test. They are for MRQA's whole "
      "dev file; leave --splits out to halve another.",
      path, contexts, halves.dev.size(), halves.test.size());
}

}  // namespace

void ConvertMrqa(const DatasetInfo& dataset, RawLines& lines, PartLines& out) {
  out.account().row_name = "questions";
  ForEachContext(dataset, lines,
                 [&](const TaskJson& object, const std::string& where) { ConvertContext(object, where, out); });
}

MrqaHalves ReadMrqaHalves(const std::string& folder, const DatasetInfo& dataset) {
  const std::string path = fmt::format("{}/inhouse_split_{}.json", folder, dataset.name);
  const TaskJson object = ParseRawJson(ReadRawText(path), path);
  const JsonFields split(object, path);
  return {Numbers(split, "dev"), Numbers(split, "test")};
}

MrqaHalves HashedMrqaHalves(const DatasetInfo& dataset, std::uint64_t contexts) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> order;  // hash, number
  for (std::uint64_t i = 0; i < contexts; ++i)
    order.emplace_back(Hash64(fmt::format("mrqa {} {}", dataset.name, i)), i);
  std::ranges::sort(order);
  MrqaHalves halves;
  for (std::uint64_t i = 0; i < contexts; ++i) (i < contexts / 2 ? halves.dev : halves.test).push_back(order[i].second);
  std::ranges::sort(halves.dev);
  std::ranges::sort(halves.test);
  return halves;
}

void ConvertMrqaHalves(const DatasetInfo& dataset, const std::string& splits, RawLines& lines, PartLines& dev,
                       PartLines& test) {
  dev.account().row_name = test.account().row_name = "questions";
  std::vector<std::pair<TaskJson, std::string>> contexts;  // with where each is
  ForEachContext(dataset, lines, [&](const TaskJson& object, const std::string& where) {
    contexts.emplace_back(TaskJson{{"context", JsonFields(object, where).Text("context")},
                                   {"qas", JsonFields(object, where).List("qas")}},
                          where);
  });
  const MrqaHalves halves =
      splits.empty() ? HashedMrqaHalves(dataset, contexts.size()) : ReadMrqaHalves(splits, dataset);
  CheckHalves(halves, contexts.size(), lines.path());
  for (const std::uint64_t i : halves.dev) ConvertContext(contexts[i].first, contexts[i].second, dev);
  for (const std::uint64_t i : halves.test) ConvertContext(contexts[i].first, contexts[i].second, test);
}

}  // namespace linkbert
