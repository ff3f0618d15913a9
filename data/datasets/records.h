// RecordReader: the records of a TSV or CSV file.
//
// Flow: RawLines -> [RecordReader] -> fields. With quotes as Python's csv module and pandas read them: a field that
// begins with " ends at the next single ", "" inside is one ", and line breaks inside belong to it. Without quotes a "
// is a character like any other. Errors: kInput where a quote is never closed.
#pragma once
#include <string>
#include <vector>

#include "data/datasets/raw_lines.h"

namespace linkbert {

struct RecordFormat {
  char delimiter = '\t';
  bool quotes = false;
};

class RecordReader {
 public:
  RecordReader(std::string path, RecordFormat format) : lines_(std::move(path)), format_(format) {}

  // False after the last record. A blank line is a record of one empty field.
  bool Next(std::vector<std::string>& fields);

  const std::string& path() const { return lines_.path(); }
  // Where the last record begins: "file:line".
  const std::string& where() const { return where_; }

 private:
  void ContinueQuoted(std::string& line);

  RawLines lines_;
  RecordFormat format_;
  std::string where_;
};

}  // namespace linkbert
