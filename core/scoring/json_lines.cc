#include "core/scoring/json_lines.h"

#include "base/atomic_file.h"
#include "base/parse_json.h"

namespace linkbert {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

std::string ShownJson(const Json& value) {
  constexpr std::size_t kLongest = 40;
  std::string text = value.dump(-1, ' ', /*ensure_ascii=*/true, Json::error_handler_t::replace);
  if (text.size() > kLongest) text = text.substr(0, kLongest) + "...";
  return text;
}

JsonLine::JsonLine(std::string_view text, const std::string& where, std::string_view form)
    : JsonLine(ParseJson<Json>(text, where, /*allow_exceptions=*/false), where, form) {}

JsonLine::JsonLine(Json object, std::string where, std::string_view form)
    : where_(std::move(where)), form_(form), object_(std::move(object)) {
  if (object_.is_object()) return;
  throw Fail(ErrorCode::kInput, "{}: is no JSON object, wanted {}.", where_, form_);
}

const Json& JsonLine::Field(const char* name) const {
  const auto at = object_.find(name);
  if (at == object_.end()) throw Wrong(name, "is missing", "it");
  return *at;
}

const std::string& JsonLine::Text(const char* name) const {
  const Json& value = Field(name);
  if (!value.is_string()) throw Wrong(name, "is " + ShownJson(value), "a text");
  return value.get_ref<const std::string&>();
}

std::string JsonLine::TextOrNumber(const char* name) const {
  const Json& value = Field(name);
  return value.is_number_integer() ? value.dump() : Text(name);
}

Error JsonLine::Wrong(const std::string& field, std::string_view seen, std::string_view wanted) const {
  return Fail(ErrorCode::kInput, "{}: field \"{}\" {}, wanted {}: {}.", where_, field, seen, wanted, form_);
}

std::string_view WithoutByteOrderMark(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return text;
}

void ForEachJsonLine(const std::string& path, std::string_view content, std::string_view form,
                     const std::function<void(const JsonLine&)>& use) {
  std::int64_t number = 0;
  bool any = false;
  for (std::string_view rest = WithoutByteOrderMark(content); !rest.empty();) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    any = true;
    use(JsonLine(line, fmt::format("{}:{}", path, number), form));
  }
  if (!any) throw Fail(ErrorCode::kInput, "{}: holds no line, wanted lines of {}.", path, form);
}

void ForEachJsonLine(const std::string& path, std::string_view form, const std::function<void(const JsonLine&)>& use) {
  const std::string content = ReadFile(path);
  ForEachJsonLine(path, content, form, use);
}

}  // namespace linkbert
