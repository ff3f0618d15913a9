// Assignment of given values to declared options, and the messages when they do not fit.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "core/configuration/option_walk.h"

namespace linkbert {
namespace {

std::size_t EditDistance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

// "samples.max_length" also answers for "max_length" written in the wrong group.
std::string Nearest(const std::string& key, const std::vector<std::string>& declared) {
  const auto tail = [](const std::string& path) { return path.substr(path.rfind('.') + 1); };
  std::string best;
  std::size_t best_distance = std::string::npos;
  for (const std::string& candidate : declared) {
    const std::size_t distance = std::min(EditDistance(key, candidate), EditDistance(tail(key), tail(candidate)) + 1);
    if (distance < best_distance) best = candidate, best_distance = distance;
  }
  return best;
}

std::string Number(double value) { return fmt::format("{}", value); }

std::string Range(const OptionInfo& info) {
  if (std::isinf(info.minimum) && std::isinf(info.maximum)) return "";
  if (std::isinf(info.maximum)) return ", at least " + Number(info.minimum);
  if (std::isinf(info.minimum)) return ", at most " + Number(info.maximum);
  return fmt::format(" from {} to {}", Number(info.minimum), Number(info.maximum));
}

class AssignVisitor : public OptionVisitor {
 public:
  explicit AssignVisitor(const GivenValues& given) : given_(given) {}

  void Field(const OptionInfo& info, bool& value) override {
    const GivenValue* seen = Take(info);
    if (seen == nullptr) return;
    if (seen->text != "true" && seen->text != "false") throw Wrong(info, *seen, "true or false");
    value = seen->text == "true";
  }
  void Field(const OptionInfo& info, std::int64_t& value) override { Parse(info, "a whole number", value); }
  void Field(const OptionInfo& info, double& value) override { Parse(info, "a number", value); }
  void Field(const OptionInfo& info, std::string& value) override {
    const GivenValue* seen = Take(info);
    if (seen == nullptr) return;
    const auto& choices = info.choices;
    if (!choices.empty() && std::find(choices.begin(), choices.end(), seen->text) == choices.end()) {
      throw Wrong(info, *seen, fmt::format("one of {}", fmt::join(choices, ", ")));
    }
    value = seen->text;
  }
  void BeginGroup(const std::string& name, const std::string&) override { groups_.push_back(name); }
  void EndGroup() override { groups_.pop_back(); }

  // After the walk: what was given and no option took.
  void CheckAllTaken() const {
    for (const auto& [key, seen] : given_) {
      if (std::find(declared_.begin(), declared_.end(), key) != declared_.end()) continue;
      throw Fail(ErrorCode::kConfiguration, "{}: {} is not a key; did you mean {}? docs/config.md lists them all.",
                 seen.where, key, Nearest(key, declared_));
    }
  }

 private:
  std::string Key(const OptionInfo& info) const {
    return groups_.empty() ? info.name : fmt::format("{}.{}", fmt::join(groups_, "."), info.name);
  }
  const GivenValue* Take(const OptionInfo& info) {
    declared_.push_back(Key(info));
    const auto at = given_.find(declared_.back());
    return at == given_.end() ? nullptr : &at->second;
  }
  template <typename T>
  void Parse(const OptionInfo& info, const char* wanted, T& value) {
    const GivenValue* seen = Take(info);
    if (seen == nullptr) return;
    T parsed{};
    const char* end = seen->text.data() + seen->text.size();
    const auto [stop, error] = std::from_chars(seen->text.data(), end, parsed);
    const double number = static_cast<double>(parsed);
    if (error != std::errc() || stop != end || !std::isfinite(number) || number < info.minimum ||
        number > info.maximum) {
      throw Wrong(info, *seen, wanted + Range(info));
    }
    value = parsed;
  }
  Error Wrong(const OptionInfo& info, const GivenValue& seen, const std::string& wanted) const {
    return Fail(ErrorCode::kConfiguration, "{}: {} is \"{}\", wanted {}{}{}.", seen.where, Key(info), seen.text, wanted,
                info.unit.empty() ? "" : " ", info.unit);
  }

  const GivenValues& given_;
  std::vector<std::string> groups_;
  std::vector<std::string> declared_;
};

}  // namespace

void AssignOptions(const OptionWalk& walk, const GivenValues& given) {
  AssignVisitor visitor(given);
  walk(visitor);
  visitor.CheckAllTaken();
}

}  // namespace linkbert
