// LabelSet: the classes of a task, by number and by name.
//
// Immutable. Errors: kInput naming the file that has too few.
#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace linkbert {

class LabelSet {
 public:
  LabelSet() = default;
  // names: in the order of their classes; must differ.
  explicit LabelSet(std::vector<std::string> names);
  // Sorted by bytes, which is Python's order of texts, or by value where all are whole numbers and may be taken as
  // such. Throws kInput, naming `path`, where there is only one.
  static LabelSet Of(const std::set<std::string>& names, const std::string& path, bool numbers_by_value = true);

  const std::vector<std::string>& names() const { return names_; }
  std::int64_t size() const { return static_cast<std::int64_t>(names_.size()); }
  std::optional<std::int64_t> Find(const std::string& name) const;

 private:
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::int64_t> classes_;
};

}  // namespace linkbert
