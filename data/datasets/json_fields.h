// JsonFields: the fields of a JSON object that people hand in, with messages that say what is wrong where.
//
// Errors: kInput naming file, line or place, field, seen and wanted; and whose file it looks like, where that is
// another benchmark's. The object must outlive it.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "data/datasets/task_line.h"

namespace linkbert {

// Throws where the text is no JSON. where: "file" or "file:line".
TaskJson ParseRawJson(const std::string& text, const std::string& where);

class JsonFields {
 public:
  // where: "file:line" or "file, data[0].paragraphs[3]". Throws where value is no object.
  JsonFields(const TaskJson& value, std::string where);

  // Null where the field is missing or null.
  const TaskJson* Find(const char* name) const;
  const TaskJson& Require(const char* name, const char* wanted) const;
  const std::string& Text(const char* name) const;
  const TaskJson& List(const char* name) const;
  // A place in a text, in code points.
  std::uint64_t Offset(const char* name) const;
  // A text or a whole number, as the file has it.
  const TaskJson& Id(const char* name) const;

  const std::string& where() const { return where_; }
  Error Wrong(const std::string& name, const std::string& seen, const std::string& wanted) const;

 private:
  std::string Hint() const;

  const TaskJson& object_;
  std::string where_;
};

// "is 12", shortened.
std::string SeenJson(const TaskJson& value);

// "It looks like MRQA's JSON Lines: linkbert prepare-task mrqa." with a blank before it, or nothing.
std::string WhoseJson(const TaskJson& value);

}  // namespace linkbert
