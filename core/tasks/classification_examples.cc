#include "core/tasks/classification_examples.h"

#include <nlohmann/json.hpp>
#include <sstream>

#include "base/atomic_file.h"
#include "base/error.h"

namespace linkbert {
namespace {

using Json = nlohmann::json;

constexpr char kForm[] = R"({"id": ..., "sentence": ..., "label": ...}, or sentence1 and sentence2)";

// One line's fields; `where` is "file:line".
class Fields {
 public:
  Fields(const std::string& text, std::string where)
      : where_(std::move(where)), object_(Json::parse(text, nullptr, /*allow_exceptions=*/false)) {
    if (object_.is_object()) return;
    throw Fail(ErrorCode::kInput, "{}: is no JSON object, wanted {}.", where_, kForm);
  }
  bool Has(const char* name) const { return object_.contains(name); }
  std::string Text(const char* name) const {
    const auto at = object_.find(name);
    if (at == object_.end()) throw Wrong(name, "is missing");
    if (!at->is_string()) throw Wrong(name, "is " + at->dump(-1, ' ', true).substr(0, 40));
    return at->get<std::string>();
  }
  std::string TextOrNumber(const char* name) const {
    const auto at = object_.find(name);
    return at != object_.end() && at->is_number_integer() ? at->dump() : Text(name);
  }

 private:
  Error Wrong(const char* name, const std::string& seen) const {
    return Fail(ErrorCode::kInput, "{}: field \"{}\" {}, wanted a text: {}.", where_, name, seen, kForm);
  }

  std::string where_;
  Json object_;
};

ClassificationExample ParseLine(const std::string& text, const std::string& path, std::int64_t line) {
  const Fields fields(text, fmt::format("{}:{}", path, line));
  ClassificationExample example{.id = fields.Has("id") ? fields.TextOrNumber("id") : std::to_string(line),
                                .first = {},
                                .second = {},
                                .label = fields.TextOrNumber("label"),
                                .line = line};
  if (fields.Has("sentence1")) {
    example.first = fields.Text("sentence1");
    example.second = fields.Text("sentence2");
  } else {
    example.first = fields.Text("sentence");
  }
  return example;
}

}  // namespace

std::vector<ClassificationExample> ReadClassificationExamples(const std::string& path) {
  std::istringstream stream(ReadFile(path));
  std::vector<ClassificationExample> examples;
  std::int64_t line = 0;
  for (std::string text; std::getline(stream, text);) {
    ++line;
    if (text.find_first_not_of(" \t\r") != std::string::npos) examples.push_back(ParseLine(text, path, line));
  }
  if (examples.empty()) throw Fail(ErrorCode::kInput, "{}: holds no example, wanted lines of {}.", path, kForm);
  return examples;
}

}  // namespace linkbert
