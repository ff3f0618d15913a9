// ExampleFile: the lines of a task's JSON Lines file, with their fields and the errors of wrong ones.
//
// Flow: {train,dev,test}.json -> [ExampleFile] -> a task type's examples. Lines of white space are passed over.
// Errors: kInput naming file, line, field, seen and wanted; a file of another task type is told as such.
#pragma once
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace linkbert {

// One line; fields keep the file's order.
class ExampleLine {
 public:
  using Json = nlohmann::ordered_json;

  // where: "file:line"; form: what a line should look like.
  ExampleLine(std::string_view text, std::string where, std::int64_t line, std::string_view form);

  std::int64_t line() const { return line_; }
  const std::string& where() const { return where_; }
  const Json& fields() const { return object_; }

  bool Has(const char* name) const { return object_.contains(name); }
  const Json& Field(const char* name) const;
  const std::string& Text(const char* name) const;
  std::vector<std::string> Texts(const char* name) const;
  // A whole number as its decimal text.
  std::string TextOrNumber(const char* name) const;
  // Field "id", or the line's number where there is none.
  std::string Id() const;
  // To be thrown.
  Error Wrong(const std::string& field, std::string_view seen, std::string_view wanted) const;

 private:
  std::string where_;
  std::int64_t line_;
  std::string_view form_;
  Json object_;
};

class ExampleFile {
 public:
  // form: what a line should look like, for messages; must outlive the file.
  ExampleFile(const std::string& path, std::string_view form);

  const std::string& path() const { return path_; }
  std::size_t size() const { return lines_.size(); }  // examples, at least one
  ExampleLine Line(std::size_t example) const;
  // What whole numbers among the labels are called (data/datasets/label_names.h); empty where nobody says.
  std::vector<std::string> NumberNames() const;

 private:
  struct Place {
    std::string_view text;
    std::int64_t number;  // from 1
  };

  std::string path_;
  std::string_view form_;
  std::string content_;
  std::vector<Place> lines_;  // into content_
};

// A class as its name: a text, true or false, or a whole number: its name, or its decimal text where numbers have
// none. field: for messages. Throws kInput for another kind and for a number beyond the names.
std::string LabelName(const ExampleLine& line, const std::string& field, const nlohmann::ordered_json& value,
                      const std::vector<std::string>& number_names);

// A value as a message shows it: JSON, at most 40 bytes.
std::string Shown(const nlohmann::ordered_json& value);

}  // namespace linkbert
