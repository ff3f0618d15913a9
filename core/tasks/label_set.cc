#include "core/tasks/label_set.h"

#include <algorithm>
#include <charconv>

#include "base/error.h"

namespace linkbert {
namespace {

std::optional<std::int64_t> WholeNumber(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

LabelSet::LabelSet(std::vector<std::string> names) : names_(std::move(names)) {
  for (const std::string& name : names_) classes_.emplace(name, static_cast<std::int64_t>(classes_.size()));
  LB_CHECK(classes_.size() == names_.size(), "a label twice");
}

LabelSet LabelSet::Of(const std::set<std::string>& names, const std::string& path, bool numbers_by_value) {
  if (names.size() < 2) {
    throw Fail(ErrorCode::kInput, "{}: every example has the label \"{}\", wanted two labels or more.", path,
               names.empty() ? "" : *names.begin());
  }
  std::vector<std::string> sorted(names.begin(), names.end());
  const auto is_number = [](const std::string& name) { return WholeNumber(name).has_value(); };
  if (numbers_by_value && std::ranges::all_of(sorted, is_number)) {
    std::ranges::stable_sort(sorted, {}, [](const std::string& name) { return *WholeNumber(name); });
  }
  return LabelSet(std::move(sorted));
}

std::optional<std::int64_t> LabelSet::Find(const std::string& name) const {
  const auto at = classes_.find(name);
  if (at == classes_.end()) return std::nullopt;
  return at->second;
}

}  // namespace linkbert
