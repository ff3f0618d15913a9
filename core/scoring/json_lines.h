// JsonLine: the fields of one line of a file of examples or predictions, with the errors of wrong ones.
//
// Flow: file -> [ForEachJsonLine] -> gold file, predictions, vectors. A byte order mark and lines of white space are
// passed over; lines may end in CR LF. Errors: kInput naming file, line, field, seen and wanted.
#pragma once
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/error.h"

namespace linkbert {

class JsonLine {
 public:
  using Json = nlohmann::json;

  // where: "file:line"; form: what a line should look like.
  JsonLine(std::string_view text, const std::string& where, std::string_view form);
  JsonLine(Json object, std::string where, std::string_view form);

  const std::string& where() const { return where_; }
  const Json& object() const { return object_; }
  bool Has(const char* name) const { return object_.contains(name); }
  const Json& Field(const char* name) const;
  const std::string& Text(const char* name) const;
  // A whole number as its decimal text.
  std::string TextOrNumber(const char* name) const;
  // To be thrown.
  Error Wrong(const std::string& field, std::string_view seen, std::string_view wanted) const;

 private:
  std::string where_;
  std::string_view form_;
  Json object_;
};

// A value as a message shows it: JSON, at most 40 bytes.
std::string ShownJson(const nlohmann::json& value);

// Reads the file at once; form must outlive the call. Throws where there is no line at all.
void ForEachJsonLine(const std::string& path, std::string_view form, const std::function<void(const JsonLine&)>& use);

// The same of a text that was read already.
void ForEachJsonLine(const std::string& path, std::string_view content, std::string_view form,
                     const std::function<void(const JsonLine&)>& use);

// Without the byte order mark.
std::string_view WithoutByteOrderMark(std::string_view text);

}  // namespace linkbert
