// LabelSet: the classes of a task, by number and by name.
//
// A label is known by its name. A whole number that is no name stands for a place where the labels are numbered:
// transformers' LABEL_0, LABEL_1, ... are, and those that somebody gave an order (NumberedBy).
// Immutable. Errors: kInput naming the file that has too few.
#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/error.h"

namespace linkbert {

class LabelSet {
 public:
  LabelSet() = default;
  // names: in the order of their classes; must differ.
  explicit LabelSet(std::vector<std::string> names);
  // Sorted by bytes, which is Python's order of texts, or by value where all are whole numbers and may be taken as
  // such. Throws kInput, naming `path`, where there is only one.
  static LabelSet Of(const std::set<std::string>& names, const std::string& path, bool numbers_by_value = true);

  // LABEL_0, LABEL_1, ...: transformers' names of labels that have none.
  static LabelSet Unnamed(std::int64_t count);
  // The same labels, of which number n is order[n]. Requires: the same names.
  LabelSet NumberedBy(const std::vector<std::string>& order) const;

  // Whether these are the names of labels that have none.
  bool IsUnnamed() const;
  // Whether the names are whole numbers.
  bool AreNumbers() const;
  const std::vector<std::string>& names() const { return names_; }
  std::int64_t size() const { return static_cast<std::int64_t>(names_.size()); }
  std::optional<std::int64_t> Find(const std::string& name) const;

 private:
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::int64_t> classes_;
  std::vector<std::int64_t> numbered_;  // the class of each number; empty: numbers are names like others
};

// "a, b,c" -> a, b and c. Throws kUsage, naming `option`, where a name is empty or comes twice.
std::vector<std::string> ParseLabels(const std::string& text, const char* option);

// The labels of a finished model under the names and in the order that --labels gives: labels without names get these;
// of others the order alone is taken, which data of whole numbers go by. Throws kUsage with both lists otherwise.
LabelSet WithGivenLabels(const LabelSet& labels, const std::vector<std::string>& given);

// To be thrown: where: "file:line" of a label that is none of `known`; in_file: all that the file has.
Error UnknownLabel(const std::string& where, const std::string& label, const std::vector<std::string>& in_file,
                   const LabelSet& known);

// Throws where a label of the training file is none of those given.
void RequireLabels(const std::set<std::string>& in_file, const std::string& path, const LabelSet& given);

// Makes `labels` those of the training file, or keeps the given ones, which must be as many and, unless the file's have
// no names, the same. Throws kInput with both lists.
void SettleLabels(LabelSet in_file, const std::string& path, LabelSet& labels);

}  // namespace linkbert
