#include "data/documents/document_fields.h"

#include "base/parse_json.h"

namespace linkbert {

using Json = nlohmann::json;

std::string ParserReason(const Json::exception& error) {
  constexpr std::size_t kLongest = 200;
  std::string reason = error.what();
  reason.erase(0, reason.find("] ") + 2);  // "[json.exception.parse_error.101] "
  if (reason.size() > kLongest) reason.replace(kLongest, std::string::npos, "...");
  return reason;
}

Json ParseDocumentLine(const std::string& line, const std::string& where) {
  try {
    Json json = ParseJson<Json>(line, where);
    if (json.is_object()) return json;
  } catch (const Json::exception& error) {
    throw Fail(ErrorCode::kInput, "{}: is no JSON: {}. Wanted one object a line.", where, ParserReason(error));
  }
  throw Fail(ErrorCode::kInput, "{}: is no JSON object, wanted {{\"id\": ..., \"text\": ...}}.", where);
}

const Json* DocumentFields::Find(const char* name) const {
  const auto at = object_.find(name);
  return at == object_.end() || at->is_null() ? nullptr : &*at;
}

const Json& DocumentFields::Require(const char* name, const char* wanted) const {
  const Json* value = Find(name);
  if (value == nullptr) throw Wrong(name, "is missing", wanted);
  return *value;
}

std::string DocumentFields::Text(const char* name) const {
  const Json& value = Require(name, "a string");
  if (!value.is_string()) throw Wrong(name, Seen(value), "a string");
  return value.get<std::string>();
}

std::uint64_t DocumentFields::Number(const char* name) const {
  const Json& value = Require(name, "a whole number, 0 or more");
  if (!value.is_number_unsigned()) throw Wrong(name, Seen(value), "a whole number, 0 or more");
  return value.get<std::uint64_t>();
}

std::string DocumentFields::Id() const {
  const Json& value = Require("id", "a string or a whole number");
  if (value.is_number_integer()) return value.dump();
  if (!value.is_string() || value.get_ref<const std::string&>().empty()) {
    throw Wrong("id", Seen(value), "a string that is not empty, or a whole number");
  }
  return value.get<std::string>();
}

Error DocumentFields::Wrong(const std::string& name, const std::string& seen, const std::string& wanted) const {
  return Fail(ErrorCode::kInput, "{}: field \"{}{}\" {}, wanted {}.", where_, prefix_, name, seen, wanted);
}

std::string DocumentFields::Seen(const Json& value) {
  std::string text = value.dump(-1, ' ', true);
  if (text.size() > 40) text = text.substr(0, 40) + "...";
  return fmt::format("is {}", text);
}

}  // namespace linkbert
