#include "core/scoring/gold_file.h"

#include <algorithm>
#include <span>
#include <unordered_set>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/parse_json.h"
#include "core/scoring/json_lines.h"
#include "data/datasets/label_names.h"

namespace linkbert {
namespace {

using Json = nlohmann::json;

constexpr char kQuestionForm[] =
    R"(SQuAD's {"data": ...}, MRQA's {"context", "qas"} or {"id", "question", "context", "answers": {"text": [...]}})";
constexpr char kClassForm[] = R"({"id", "sentence" ..., "label"})";
constexpr char kTagForm[] = R"({"id", "tokens", "ner_tags"})";
constexpr char kChoiceForm[] = R"({"id", "sent1", "sent2", "ending0" ..., "label"})";

constexpr const char* kTagFields[] = {"ner_tags", "tags", "labels"};
constexpr const char* kClassFields[] = {"label"};

struct LabelForm {
  std::span<const char* const> fields;  // that may hold the label
  std::span<const char* const> named;   // whose numbers may have names
  std::string_view form;                // of a line, for messages
};

std::string_view FirstLine(std::string_view content) {
  content = WithoutByteOrderMark(content);
  return content.substr(0, content.find('\n'));
}

void RequireTexts(const JsonLine& line, const char* name, const Json& value) {
  if (!value.is_array()) throw line.Wrong(name, "is " + ShownJson(value), "a list of texts");
  for (const Json& part : value) {
    if (!part.is_string()) throw line.Wrong(name, "holds " + ShownJson(part), "texts");
  }
}

void Add(std::string id, std::string where, Json label, GoldFile& file) {
  file.examples.push_back({std::move(id), std::move(where), std::move(label)});
}

// {"id", "answers": [{"text"}]}
void AddSquadQuestion(const JsonLine& question, GoldFile& file) {
  const Json& answers = question.Field("answers");
  Json texts = Json::array();
  if (!answers.is_array()) throw question.Wrong("answers", "is " + ShownJson(answers), "a list");
  for (const Json& answer : answers)
    texts.push_back(JsonLine(answer, question.where() + ", answers", kQuestionForm).Text("text"));
  Add(question.TextOrNumber("id"), question.where(), std::move(texts), file);
}

// Of a line that lives on: what is returned lies in it.
const Json& List(JsonLine&& line, const char* name) = delete;
const Json& List(const JsonLine& line, const char* name) {
  const Json& value = line.Field(name);
  if (!value.is_array()) throw line.Wrong(name, "is " + ShownJson(value), "a list");
  return value;
}

void AddSquadArticle(const JsonLine& article, GoldFile& file) {
  for (const Json& value : List(article, "paragraphs")) {
    const JsonLine paragraph(value, file.path + ", paragraphs", kQuestionForm);
    for (const Json& question : List(paragraph, "qas")) {
      const std::string where = fmt::format("{}, question {}", file.path, file.examples.size() + 1);
      AddSquadQuestion(JsonLine(question, where, kQuestionForm), file);
    }
  }
}

void ReadSquad(const Json& content, GoldFile& file) {
  file.form = "SQuAD's JSON";
  const JsonLine whole(content, file.path, kQuestionForm);
  for (const Json& article : List(whole, "data"))
    AddSquadArticle(JsonLine(article, file.path + ", data", kQuestionForm), file);
}

void AddMrqaContext(const JsonLine& line, GoldFile& file) {
  file.form = "MRQA's JSON Lines, over `answers`";
  for (const Json& value : List(line, "qas")) {
    const JsonLine question(value, line.where() + ", qas", kQuestionForm);
    RequireTexts(question, "answers", question.Field("answers"));
    Add(question.TextOrNumber(question.Has("qid") ? "qid" : "id"), line.where(), question.Field("answers"), file);
  }
}

void AddLinkbertQuestion(const JsonLine& line, const std::string& number, GoldFile& file) {
  file.form = "LinkBERT's JSON Lines";
  const JsonLine answers(line.Field("answers"), line.where() + ", answers", kQuestionForm);
  RequireTexts(answers, "text", answers.Field("text"));
  Add(line.Has("id") ? line.TextOrNumber("id") : number, line.where(), answers.Field("text"), file);
}

void ReadQuestions(const std::string& content, GoldFile& file) {
  const Json whole = ParseJson<Json>(WithoutByteOrderMark(content), file.path, /*allow_exceptions=*/false);
  if (whole.is_object() && whole.contains("data")) return ReadSquad(whole, file);
  std::size_t number = 0;
  ForEachJsonLine(file.path, content, kQuestionForm, [&](const JsonLine& line) {
    ++number;
    if (line.Has("header")) return;
    if (line.Has("qas")) return AddMrqaContext(line, file);
    AddLinkbertQuestion(line, std::to_string(number), file);
  });
}

// The field that a line has its labels in: the first of `fields` that it has, or the first.
const char* FieldOf(const JsonLine& line, std::span<const char* const> fields) {
  const auto at = std::ranges::find_if(fields, [&](const char* field) { return line.Has(field); });
  return at == fields.end() ? fields.front() : *at;
}

// Whole numbers become their names.
Json WithNames(const JsonLine& line, const char* field, const Json& label, const std::vector<std::string>& names) {
  if (names.empty()) return label;
  if (label.is_array()) {
    Json list = Json::array();
    for (const Json& part : label) list.push_back(WithNames(line, field, part, names));
    return list;
  }
  if (!label.is_number_integer()) return label;
  const auto number = label.get<std::int64_t>();
  if (number >= 0 && number < static_cast<std::int64_t>(names.size())) return names[static_cast<std::size_t>(number)];
  throw line.Wrong(field, "is " + ShownJson(label), fmt::format("0 to {}, which have names", names.size() - 1));
}

void ReadLabels(const std::string& content, const LabelForm& form, GoldFile& file) {
  file.form = "JSON Lines";
  const std::vector<std::string> names = FindLabelNames(file.path, FirstLine(content), form.named);
  std::size_t number = 0;
  ForEachJsonLine(file.path, content, form.form, [&](const JsonLine& line) {
    ++number;
    const char* field = FieldOf(line, form.fields);
    const Json& label = line.Field(field);
    if (label.is_null()) throw line.Wrong(field, "is null", "a label");
    if (label == -1) throw line.Wrong(field, "is -1", "a label; a file without labels cannot be scored");
    Add(line.Has("id") ? line.TextOrNumber("id") : std::to_string(number), line.where(),
        WithNames(line, field, label, names), file);
  });
}

}  // namespace

GoldFile ReadGoldFile(const std::string& path, std::string_view type) {
  GoldFile file{.path = path, .form = {}, .examples = {}};
  const std::string content = ReadFile(path);
  if (type == "question_answering") {
    ReadQuestions(content, file);
  } else if (type == "token_classification") {
    ReadLabels(content, {kTagFields, kTagFields, kTagForm}, file);
  } else if (type == "multiple_choice") {
    ReadLabels(content, {kClassFields, {}, kChoiceForm}, file);
  } else {
    ReadLabels(content, {kClassFields, kClassFields, kClassForm}, file);
  }
  if (file.examples.empty()) throw Fail(ErrorCode::kInput, "{}: holds no example, wanted some to score.", path);
  std::unordered_set<std::string_view> seen;
  for (const GoldExample& example : file.examples) {
    if (!seen.insert(example.id).second)
      throw Fail(ErrorCode::kInput, "{}: id \"{}\" comes twice, wanted ids that differ.", example.where, example.id);
  }
  return file;
}

}  // namespace linkbert
