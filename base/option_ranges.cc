#include "base/option_ranges.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace linkbert {
namespace {

class RangeVisitor : public OptionVisitor {
 public:
  explicit RangeVisitor(const std::string& where) : where_(where) {}

  void Field(const OptionInfo&, bool&) override {}
  void Field(const OptionInfo& info, std::int64_t& value) override {
    Require(info, static_cast<double>(value), fmt::format("{}", value));
  }
  void Field(const OptionInfo& info, double& value) override { Require(info, value, fmt::format("{}", value)); }
  void Field(const OptionInfo& info, std::string& value) override {
    if (info.choices.empty() || std::ranges::find(info.choices, value) != info.choices.end()) return;
    throw Wrong(info, fmt::format("\"{}\"", value), fmt::format("one of {}", fmt::join(info.choices, ", ")));
  }
  void BeginGroup(const std::string&, const std::string&) override {}
  void EndGroup() override {}

 private:
  void Require(const OptionInfo& info, double value, const std::string& seen) const {
    if (std::isfinite(value) && value >= info.minimum && value <= info.maximum) return;
    throw Wrong(info, seen, fmt::format("{} to {}", info.minimum, info.maximum));
  }
  Error Wrong(const OptionInfo& info, const std::string& seen, const std::string& wanted) const {
    return Fail(ErrorCode::kInput, "{}: {}: {}, wanted {}.", where_, info.name, seen, wanted);
  }

  const std::string& where_;
};

}  // namespace

void RequireRanges(const std::function<void(OptionVisitor&)>& walk, const std::string& where) {
  RangeVisitor visitor(where);
  walk(visitor);
}

}  // namespace linkbert
