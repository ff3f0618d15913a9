#include "core/finetuning/label_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <string_view>

#include "base/error.h"
#include "data/datasets/task_line.h"

namespace linkbert {
namespace {

std::optional<std::int64_t> WholeNumber(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string Shown(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 20;
  if (names.size() <= kShown) return fmt::format("{}", fmt::join(names, ", "));
  return fmt::format("{}, ...", fmt::join(names.begin(), names.begin() + kShown, ", "));
}

}  // namespace

LabelSet::LabelSet(std::vector<std::string> names) : names_(std::move(names)) {
  for (const std::string& name : names_) classes_.emplace(name, static_cast<std::int64_t>(classes_.size()));
  LB_CHECK(classes_.size() == names_.size(), "a label twice");
  if (!IsUnnamed()) return;
  numbered_.resize(names_.size());
  std::iota(numbered_.begin(), numbered_.end(), 0);
}

LabelSet LabelSet::Unnamed(std::int64_t count) {
  std::vector<std::string> names;
  for (std::int64_t i = 0; i < count; ++i) names.push_back(fmt::format("LABEL_{}", i));
  return LabelSet(std::move(names));
}

LabelSet LabelSet::NumberedBy(const std::vector<std::string>& order) const {
  LabelSet set = *this;
  set.numbered_.clear();
  for (const std::string& name : order) set.numbered_.push_back(classes_.at(name));
  LB_CHECK(set.numbered_.size() == names_.size());
  return set;
}

bool LabelSet::IsUnnamed() const {
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (names_[i] != fmt::format("LABEL_{}", i)) return false;
  }
  return !names_.empty();
}

bool LabelSet::AreNumbers() const {
  return !names_.empty() &&
         std::ranges::all_of(names_, [](const std::string& name) { return WholeNumber(name).has_value(); });
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

std::vector<std::string> ParseLabels(const std::string& text, const char* option) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    const std::string_view name = PythonStrip(std::string_view(text).substr(at, end - at));
    if (name.empty() || std::ranges::find(names, name) != names.end()) {
      throw Fail(ErrorCode::kUsage, "{} is \"{}\", wanted names that differ, with a comma between two.", option, text);
    }
    names.emplace_back(name);
    at = end + 1;
  }
  return names;
}

LabelSet WithGivenLabels(const LabelSet& labels, const std::vector<std::string>& given) {
  const std::set<std::string> wanted(labels.names().begin(), labels.names().end());
  if (given.size() == labels.names().size()) {
    if (labels.IsUnnamed()) return LabelSet(given).NumberedBy(given);
    if (wanted == std::set<std::string>(given.begin(), given.end())) return labels.NumberedBy(given);
  }
  throw Fail(ErrorCode::kUsage, "--labels names {} ({}), but the model's labels are {} ({}). Name the same ones.",
             given.size(), fmt::join(given, ", "), labels.size(), fmt::join(labels.names(), ", "));
}

Error UnknownLabel(const std::string& where, const std::string& label, const std::vector<std::string>& in_file,
                   const LabelSet& known) {
  const char* remedy = known.IsUnnamed()
                           ? "The model's labels have no names: name them in its order with --labels A,B,..."
                           : "Labels are compared letter by letter. `linkbert predict` needs no labels.";
  return Fail(ErrorCode::kInput,
              "{}: label \"{}\" is not one of the {} that training knows: {}. The file has {}: {}. {}", where, label,
              known.size(), Shown(known.names()), in_file.size(), Shown(in_file), remedy);
}

void RequireLabels(const std::set<std::string>& in_file, const std::string& path, const LabelSet& given) {
  for (const std::string& name : in_file) {
    if (given.Find(name)) continue;
    throw Fail(ErrorCode::kInput,
               "{}: label \"{}\" is not one of those that task.labels (--labels) names: {}. The file "
               "has {}: {}.",
               path, name, Shown(given.names()), in_file.size(), Shown({in_file.begin(), in_file.end()}));
  }
}

void SettleLabels(LabelSet in_file, const std::string& path, LabelSet& labels) {
  if (labels.size() == 0) {
    labels = std::move(in_file);
    return;
  }
  if (!in_file.IsUnnamed()) RequireLabels({in_file.names().begin(), in_file.names().end()}, path, labels);
  if (in_file.size() == labels.size() && in_file.size() > 1) return;
  throw Fail(ErrorCode::kInput, "{}: {} label(s), but task.labels (--labels) names {}: {}.{}", path, in_file.size(),
             labels.size(), Shown(labels.names()),
             in_file.size() == 1 ? " A number to be predicted has no names: leave it out." : "");
}

std::optional<std::int64_t> LabelSet::Find(const std::string& name) const {
  const auto at = classes_.find(name);
  if (at != classes_.end()) return at->second;
  const std::optional<std::int64_t> number = WholeNumber(name);
  if (!number || *number < 0 || *number >= static_cast<std::int64_t>(numbered_.size())) return std::nullopt;
  return numbered_[static_cast<std::size_t>(*number)];
}

}  // namespace linkbert
