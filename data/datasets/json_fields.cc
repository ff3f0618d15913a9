#include "data/datasets/json_fields.h"

#include "base/parse_json.h"
#include "data/documents/document_fields.h"

namespace linkbert {
namespace {

bool Has(const TaskJson& object, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (!object.is_object() || !object.contains(name)) return false;
  }
  return true;
}

}  // namespace

TaskJson ParseRawJson(const std::string& text, const std::string& where) {
  try {
    return ParseJson<TaskJson>(text, where);
  } catch (const TaskJson::exception& error) {
    throw Fail(ErrorCode::kInput, "{}: is no JSON: {}. Is it the right file, and whole?", where, ParserReason(error));
  }
}

std::string SeenJson(const TaskJson& value) {
  std::string text = value.dump(-1, ' ', true);
  if (text.size() > 40) text = text.substr(0, 40) + "...";
  return "is " + text;
}

std::string WhoseJson(const TaskJson& value) {
  const TaskJson& first = value.is_array() && !value.empty() ? value.front() : value;
  const auto looks = [](const char* form, const char* family) {
    return fmt::format(" It looks like {}: linkbert prepare-task {}.", form, family);
  };
  if (Has(first, {"header"}) || Has(first, {"context", "qas"})) return looks("MRQA's JSON Lines", "mrqa");
  if (Has(first, {"data"})) return looks("SQuAD's JSON", "squad");
  if (Has(first, {"_id", "question"})) return looks("HotpotQA's JSON", "hotpotqa");
  if (Has(first, {"question", "options"})) return looks("MedQA's JSON Lines", "medqa");
  if (first.is_object() && !first.empty() && Has(first.front(), {"QUESTION", "CONTEXTS"}))
    return looks("PubMedQA's JSON", "blurb --dataset pubmedqa");
  const bool prepared = Has(first, {"sentence"}) || Has(first, {"sentence1"}) || Has(first, {"ending0"}) ||
                        Has(first, {"tokens", "ner_tags"}) || Has(first, {"context", "answers"});
  return prepared ? " It looks like a prepared file, which finetune and evaluate read as it is." : "";
}

JsonFields::JsonFields(const TaskJson& value, std::string where) : object_(value), where_(std::move(where)) {
  if (value.is_object()) return;
  throw Fail(ErrorCode::kInput, "{}: {}, wanted an object.{}", where_, SeenJson(value), Hint());
}

// Only what a file or a line of it holds by itself tells whose it is.
std::string JsonFields::Hint() const { return where_.find(", ") == where_.npos ? WhoseJson(object_) : ""; }

const TaskJson* JsonFields::Find(const char* name) const {
  const auto at = object_.find(name);
  return at == object_.end() || at->is_null() ? nullptr : &*at;
}

const TaskJson& JsonFields::Require(const char* name, const char* wanted) const {
  const TaskJson* value = Find(name);
  if (value == nullptr) throw Wrong(name, "is missing", wanted);
  return *value;
}

const std::string& JsonFields::Text(const char* name) const {
  const TaskJson& value = Require(name, "a text");
  if (!value.is_string()) throw Wrong(name, SeenJson(value), "a text");
  return value.get_ref<const std::string&>();
}

const TaskJson& JsonFields::List(const char* name) const {
  const TaskJson& value = Require(name, "a list");
  if (!value.is_array()) throw Wrong(name, SeenJson(value), "a list");
  return value;
}

std::uint64_t JsonFields::Offset(const char* name) const {
  const TaskJson& value = Require(name, "a place in the context, in characters");
  if (!value.is_number_unsigned()) throw Wrong(name, SeenJson(value), "a place in the context, in characters");
  return value.get<std::uint64_t>();
}

const TaskJson& JsonFields::Id(const char* name) const {
  const TaskJson& value = Require(name, "a text or a whole number");
  if (!value.is_string() && !value.is_number_integer()) throw Wrong(name, SeenJson(value), "a text or a whole number");
  return value;
}

Error JsonFields::Wrong(const std::string& name, const std::string& seen, const std::string& wanted) const {
  return Fail(ErrorCode::kInput, "{}: field \"{}\" {}, wanted {}.{}", where_, name, seen, wanted, Hint());
}

}  // namespace linkbert
