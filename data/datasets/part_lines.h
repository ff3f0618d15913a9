// PartLines: the lines of one part of a task (train, dev, ...) as a conversion makes them, and the account of them.
//
// Flow: a family's conversion -> [PartLines] -> stream; PartAccount -> prepare-task's report. An example is written,
// or skipped for a reason; one that is written though something is wrong with it is also noted. With `strict` a note or
// a skip that is somebody's mistake is an error. Threads: one.
#pragma once
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "data/datasets/task_line.h"
#include "data/documents/accounting.h"

namespace linkbert {

struct PartAccount {
  std::string part;                  // "train": the file's name without .json
  std::string source;                // the raw file
  bool official = true;              // it is the benchmark's own: published counts are of it
  std::string row_name = "rows";     // what `rows` counts
  std::uint64_t rows = 0;            // read
  std::uint64_t written = 0;         // lines
  std::uint64_t units = 0;           // what DatasetInfo::unit names
  NamedCounts skipped;               // rows without a line, by reason
  NamedCounts noted;                 // rows with a line that want a look, by reason
  std::vector<std::string> remarks;  // what was found and may be of use
  std::vector<std::string> places;   // the first few of both: "file:line: reason: detail"
};

class PartLines {
 public:
  // out must outlive it.
  PartLines(std::ostream& out, bool strict) : out_(out), strict_(strict) {}

  // A row or example of the raw file was read.
  void CountRow(std::uint64_t count = 1) { account_.rows += count; }
  void CountUnits(std::uint64_t count) { account_.units += count; }
  void Write(const TaskJson& line) { WriteText(JsonLine(line)); }
  // A whole line with its end.
  void WriteText(const std::string& line);

  // As the format wants it: a comment line, a question whose answer is no span.
  void Skip(const std::string& reason, std::uint64_t count = 1) { Count(account_.skipped, reason, count); }
  // A mistake in the data; strict: throws kInput.
  void SkipWrong(const std::string& reason, const std::string& where, const std::string& detail);
  void Note(const std::string& reason, const std::string& where, const std::string& detail);

  PartAccount& account() { return account_; }
  const PartAccount& account() const { return account_; }

 private:
  void Tell(const std::string& reason, const std::string& where, const std::string& detail);

  std::ostream& out_;
  bool strict_;
  PartAccount account_;
};

// The beginning of a text for a message: at most 60 bytes, whole characters, line breaks shown.
std::string Shortened(std::string_view text);

}  // namespace linkbert
