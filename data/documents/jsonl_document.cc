#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "data/documents/jsonl_reader.h"

namespace linkbert {
namespace {

using Json = nlohmann::json;

// The fields of one line, with errors that name the line, the field, what was seen and what is wanted.
class Fields {
 public:
  Fields(const Json& object, const std::string& where, std::string prefix = "")
      : object_(object), where_(where), prefix_(std::move(prefix)) {}

  const Json* Find(const char* name) const {
    const auto at = object_.find(name);
    return at == object_.end() || at->is_null() ? nullptr : &*at;
  }
  const Json& Require(const char* name, const char* wanted) const {
    const Json* value = Find(name);
    if (value == nullptr) throw Wrong(name, "is missing", wanted);
    return *value;
  }
  std::string Text(const char* name) const {
    const Json& value = Require(name, "a string");
    if (!value.is_string()) throw Wrong(name, Seen(value), "a string");
    return value.get<std::string>();
  }
  std::uint64_t Number(const char* name) const {
    const Json& value = Require(name, "a whole number, 0 or more");
    if (!value.is_number_unsigned()) throw Wrong(name, Seen(value), "a whole number, 0 or more");
    return value.get<std::uint64_t>();
  }
  Error Wrong(const std::string& name, const std::string& seen, const std::string& wanted) const {
    return Fail(ErrorCode::kInput, "{}: field \"{}{}\" {}, wanted {}.", where_, prefix_, name, seen, wanted);
  }
  static std::string Seen(const Json& value) {
    std::string text = value.dump(-1, ' ', true);
    if (text.size() > 40) text = text.substr(0, 40) + "...";
    return fmt::format("is {}", text);
  }

 private:
  const Json& object_;
  const std::string& where_;
  std::string prefix_;
};

// The parser quotes what it last read, which may be a whole text.
std::string Reason(const Json::exception& error) {
  constexpr std::size_t kLongest = 200;
  std::string reason = error.what();
  reason.erase(0, reason.find("] ") + 2);  // "[json.exception.parse_error.101] "
  if (reason.size() > kLongest) reason.replace(kLongest, std::string::npos, "...");
  return reason;
}

Json ParseObject(const std::string& line, const std::string& where) {
  try {
    Json json = Json::parse(line);
    if (json.is_object()) return json;
  } catch (const Json::exception& error) {
    throw Fail(ErrorCode::kInput, "{}: is no JSON: {}. Wanted one object a line.", where, Reason(error));
  }
  throw Fail(ErrorCode::kInput, "{}: is no JSON object, wanted {{\"id\": ..., \"text\": ...}}.", where);
}

std::string ParseId(const Fields& fields) {
  const Json& value = fields.Require("id", "a string or a whole number");
  if (value.is_number_integer()) return value.dump();
  if (!value.is_string() || value.get_ref<const std::string&>().empty()) {
    throw fields.Wrong("id", Fields::Seen(value), "a string that is not empty, or a whole number");
  }
  return value.get<std::string>();
}

// The byte at which each code point begins, and the end.
std::vector<std::uint64_t> CodePointStarts(const std::string& text) {
  std::vector<std::uint64_t> starts;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) starts.push_back(i);
  }
  starts.push_back(text.size());
  return starts;
}

DocumentLink ParseLink(const Fields& link, const std::vector<std::uint64_t>& starts) {
  const std::uint64_t begin = link.Number("begin"), end = link.Number("end");
  if (begin >= end) throw link.Wrong("begin", fmt::format("is {}", begin), fmt::format("less than end, {}", end));
  if (end >= starts.size()) {
    throw link.Wrong("end", fmt::format("is {}", end),
                     fmt::format("at most the text's {} code points", starts.size() - 1));
  }
  return {starts[begin], starts[end], link.Text("target")};
}

void ParseLinks(const Json& links, const std::string& where, Document& document) {
  const std::vector<std::uint64_t> starts = CodePointStarts(document.text);
  for (std::size_t i = 0; i < links.size(); ++i) {
    if (links[i].is_string()) {
      document.targets.push_back(links[i].get<std::string>());
    } else if (links[i].is_object()) {
      document.links.push_back(ParseLink(Fields(links[i], where, fmt::format("links[{}].", i)), starts));
    } else {
      throw Fields(links, where)
          .Wrong(fmt::format("links[{}]", i), Fields::Seen(links[i]), R"({"begin", "end", "target"} or a string)");
    }
  }
  std::stable_sort(document.links.begin(), document.links.end(),
                   [](const DocumentLink& a, const DocumentLink& b) { return a.begin < b.begin; });
}

}  // namespace

Document ParseJsonlDocument(const std::string& line, const std::string& where) {
  const Json object = ParseObject(line, where);
  const Fields fields(object, where);
  Document document;
  document.where = where;
  document.id = ParseId(fields);
  document.title = fields.Find("title") != nullptr ? fields.Text("title") : document.id;
  document.text = fields.Text("text");
  if (const Json* links = fields.Find("links")) {
    if (!links->is_array()) throw fields.Wrong("links", Fields::Seen(*links), "a list");
    ParseLinks(*links, where, document);
  }
  // "i" and "t" keep ids and titles apart: an id is never found as a title (JsonlReader::AppendKeys).
  document.names = {"i" + document.id, "t" + document.title};
  return document;
}

}  // namespace linkbert
