#include "core/finetuning/example_file.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/atomic_file.h"
#include "base/parse_json.h"
#include "data/datasets/label_names.h"

namespace linkbert {
namespace {

using Json = nlohmann::ordered_json;

// Fields that tell the task types apart.
struct Mark {
  const char* field;
  const char* what;
};
constexpr const char* kLabelFields[] = {"ner_tags", "tags", "labels", "label"};
constexpr std::array<Mark, 7> kMarks = {{{"ner_tags", "token_classification"},
                                         {"tokens", "token_classification"},
                                         {"context", "question_answering"},
                                         {"ending0", "multiple_choice"},
                                         {"sentence1", "sequence_classification"},
                                         {"sentence", "sequence_classification"},
                                         {"data", "SQuAD's own JSON, which `linkbert prepare-task squad` converts"}}};

// What the line's fields say about it, for a line that lacks one.
std::string Likely(const Json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.items()) {
    if (names.size() < 8) names.push_back(name);
  }
  std::string text = names.empty() ? "The line has no field." : fmt::format("The line has {}", fmt::join(names, ", "));
  const auto* const mark = std::ranges::find_if(kMarks, [&](const Mark& m) { return object.contains(m.field); });
  if (names.empty()) return text;
  return mark == kMarks.end() ? text + "." : fmt::format("{}: it looks like {}.", text, mark->what);
}

}  // namespace

std::string Shown(const Json& value) {
  const std::string text = value.dump(-1, ' ', /*ensure_ascii=*/true);
  return text.size() <= 40 ? text : text.substr(0, 37) + "...";
}

ExampleLine::ExampleLine(std::string_view text, std::string where, std::int64_t line, std::string_view form)
    : where_(std::move(where)),
      line_(line),
      form_(form),
      object_(ParseJson<Json>(text, where_, /*allow_exceptions=*/false)) {
  if (!object_.is_object()) throw Fail(ErrorCode::kInput, "{}: is no JSON object, wanted {}.", where_, form_);
}

const Json& ExampleLine::Field(const char* name) const {
  const auto at = object_.find(name);
  if (at != object_.end()) return *at;
  throw Fail(ErrorCode::kInput, "{}: field \"{}\" is missing, wanted {}. {}", where_, name, form_, Likely(object_));
}

Error ExampleLine::Wrong(const std::string& field, std::string_view seen, std::string_view wanted) const {
  return Fail(ErrorCode::kInput, "{}: field \"{}\" is {}, wanted {}: {}.", where_, field, seen, wanted, form_);
}

const std::string& ExampleLine::Text(const char* name) const {
  const Json& value = Field(name);
  if (!value.is_string()) throw Wrong(name, Shown(value), "a text");
  return value.get_ref<const std::string&>();
}

std::vector<std::string> ExampleLine::Texts(const char* name) const {
  const Json& value = Field(name);
  if (!value.is_array()) throw Wrong(name, Shown(value), "a list of texts");
  std::vector<std::string> texts;
  for (const Json& item : value) {
    if (!item.is_string()) throw Wrong(fmt::format("{}[{}]", name, texts.size()), Shown(item), "a text");
    texts.push_back(item.get<std::string>());
  }
  return texts;
}

std::string ExampleLine::TextOrNumber(const char* name) const {
  const Json& value = Field(name);
  return value.is_number_integer() ? value.dump() : Text(name);
}

std::string ExampleLine::Id() const { return Has("id") ? TextOrNumber("id") : std::to_string(line_); }

ExampleFile::ExampleFile(const std::string& path, std::string_view form)
    : path_(path), form_(form), content_(ReadFile(path)) {
  const std::string_view all = content_;
  std::int64_t number = 0;
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t end = std::min(all.find('\n', at), all.size());
    const std::string_view text = all.substr(at, end - at);
    ++number;
    if (text.find_first_not_of(" \t\r") != std::string_view::npos) lines_.push_back({text, number});
    at = end + 1;
  }
  if (lines_.empty()) throw Fail(ErrorCode::kInput, "{}: holds no example, wanted lines of {}.", path, form);
}

std::vector<std::string> ExampleFile::NumberNames() const {
  return FindLabelNames(path_, lines_.front().text, kLabelFields);
}

std::string LabelName(const ExampleLine& line, const std::string& field, const Json& value,
                      const std::vector<std::string>& number_names) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.dump();
  if (!value.is_number_integer()) throw line.Wrong(field, Shown(value), "a text or a whole number");
  if (number_names.empty()) return value.dump();
  const auto number = value.get<std::int64_t>();
  if (number >= 0 && number < static_cast<std::int64_t>(number_names.size()))
    return number_names[static_cast<std::size_t>(number)];
  throw line.Wrong(field, Shown(value),
                   fmt::format("0 to {}, since {} labels have names", number_names.size() - 1, number_names.size()));
}

ExampleLine ExampleFile::Line(std::size_t example) const {
  const Place& place = lines_[example];
  return {place.text, fmt::format("{}:{}", path_, place.number), place.number, form_};
}

}  // namespace linkbert
