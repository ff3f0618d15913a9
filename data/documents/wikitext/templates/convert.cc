// {{convert}}: the values as they are given, with their units' symbols; what they are in other units is not computed.
//
// {{convert|6|ft|2|in|m}} -> "6 ft 2 in", {{convert|100|to(-)|200|km}} -> "100–200 km". After Module:Convert's
// documentation: numbers and range words, then a unit, parts of it, output units, digits.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "data/documents/wikitext/templates/function_list.h"

namespace linkbert::templates {
namespace {

constexpr std::string_view kDigits = "0123456789";

// What stands between two values; where the unit is repeated behind each.
struct RangeWord {
  std::string_view word, shown;
  bool repeats = false;
};
constexpr std::array kRanges = std::to_array<RangeWord>({
    {"-", "\u2013"},
    {"\u2013", "\u2013"},
    {"\u2212", "\u2013"},
    {"to", " to "},
    {"to(-)", "\u2013"},
    {"and", " and "},
    {"and(-)", "\u2013"},
    {"or", " or "},
    {"by", " by "},
    {"by(x)", " \u00D7 "},
    {"x", " \u00D7 ", true},
    {"\u00D7", " \u00D7 ", true},
    {"*", " \u00D7 "},
    {"xx", " \u00D7 "},
    {"\u00B1", " \u00B1 "},
    {"+/-", " \u00B1 "},
    {"+/\u2212", " \u00B1 "},
    {"+", " + "},
    {",", ", "},
    {", and", ", and "},
    {", or", ", or "},
    {"to about", " to about "},
    {"to over", " to over "},
    {"plus", " plus "},
    {"or more than", " or more than "},
});

// Named arguments that leave the value and its unit as they are.
constexpr auto kNames = std::to_array<std::string_view>(
    {"abbr",  "sp", "lk",  "sigfig", "round", "sortable", "comma", "order",    "spell",   "frac",     "debug",
     "input", "$",  "qid", "warn",   "nat",   "cat",      "test",  "tracking", "stylein", "styleout", "sing"});

const RangeWord* FindRange(std::string_view word) {
  const auto* const found = std::ranges::find(kRanges, word, &RangeWord::word);
  return found == kRanges.end() ? nullptr : &*found;
}

bool IsUnsigned(std::string_view text, bool fraction) {
  if (text.empty() || kDigits.find(text.back()) == std::string_view::npos) return false;
  return text.find_first_not_of(fraction ? "0123456789.," : "0123456789") == std::string_view::npos &&
         std::ranges::count(text, '.') <= 1;
}

// "5", "-1,300.5", "1/2", "6+1/2": as a reader sees them.
std::optional<std::string> ValueText(std::string_view text) {
  std::string shown;
  for (const auto& [sign, as] :
       {std::pair<std::string_view, std::string_view>{"-", "\u2212"}, {"\u2212", "\u2212"}, {"+", "+"}}) {
    if (!text.starts_with(sign)) continue;
    shown = as;
    text.remove_prefix(sign.size());
    break;
  }
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    if (!IsUnsigned(text, true)) return std::nullopt;
    return shown.append(text);
  }
  std::size_t plus = text.find('+');
  if (plus == std::string_view::npos) plus = text.find('-');
  const std::size_t numerator = plus == std::string_view::npos ? 0 : plus + 1;
  if (numerator >= slash) return std::nullopt;
  const std::string_view denominator = text.substr(slash + (text.substr(slash).starts_with("//") ? 2 : 1));
  if ((numerator > 0 && !IsUnsigned(text.substr(0, plus), false)) || !IsUnsigned(denominator, false) ||
      !IsUnsigned(text.substr(numerator, slash - numerator), false)) {
    return std::nullopt;
  }
  if (numerator > 0) shown.append(text.substr(0, plus)).push_back(' ');
  return shown.append(text.substr(numerator, slash - numerator)).append("\u2044").append(denominator);
}

class Conversion {
 public:
  explicit Conversion(Evaluation& evaluation) : evaluation_(evaluation) {}

  bool Run() {
    if (!NamesAreKnown() || !Collect() || given_.size() < 2) return false;
    std::vector<std::string> values;
    std::vector<const RangeWord*> words;
    for (bool more = true; more; ++at_) {
      const std::optional<std::string> value = at_ < given_.size() ? ValueText(given_[at_]) : std::nullopt;
      if (!value) return false;
      values.push_back(*value);
      const RangeWord* word = at_ + 1 < given_.size() ? FindRange(given_[at_ + 1]) : nullptr;
      more = word != nullptr;
      if (more) words.push_back(word), ++at_;
    }
    const std::string* unit = at_ < given_.size() ? UnitOf(given_[at_]) : nullptr;
    if (unit == nullptr) return false;
    std::string text;
    for (std::size_t i = 0; i < values.size(); ++i) {
      text += values[i];
      const bool last = i + 1 == values.size();
      if (last || words[i]->repeats) text.append(Behind(*unit));
      if (!last) text.append(words[i]->shown);
    }
    if (!Parts(text, values.size() == 1)) return false;
    return OutputIsKnown() && evaluation_.WriteDerived(text);
  }

 private:
  bool NamesAreKnown() const {
    return std::ranges::all_of(evaluation_.call().arguments, [this](const TemplateArgument& argument) {
      const std::string_view value = evaluation_.Value(&argument);
      if (argument.number > 0 || value.empty()) return true;
      if (argument.name == "adj") return value == "on" || value == "off" || value == "1";
      // Others show the value in another unit alone, or the unit alone.
      constexpr auto kShown = std::to_array<std::string_view>(
          {"or", "b", "sqbr", "/", "br", "comma", "x", "br()", "semicolon", "5", "flip", "flip2"});
      if (argument.name == "disp") return std::ranges::find(kShown, value) != kShown.end();
      return std::ranges::find(kNames, argument.name) != kNames.end();
    });
  }

  // The numbered arguments without gaps.
  bool Collect() {
    for (const TemplateArgument& argument : evaluation_.call().arguments) {
      if (argument.number == 0) continue;
      if (argument.number != given_.size() + 1) return false;
      given_.push_back(evaluation_.Value(&argument));
    }
    while (!given_.empty() && given_.back().empty()) given_.pop_back();
    return true;
  }

  const std::string* UnitOf(std::string_view code) const {
    const auto found = evaluation_.language().units.find(code);
    return found == evaluation_.language().units.end() ? nullptr : &found->second;
  }
  static std::string Behind(const std::string& unit) {
    const bool glued = unit == "%" || unit == "\u00B0" || unit == "\u2032" || unit == "\u2033";
    return glued ? unit : " " + unit;
  }

  // 6 | ft | 2 | in: as long as a smaller unit follows. at_ is the unit before.
  bool Parts(std::string& text, bool allowed) {
    while (at_ + 2 < given_.size() && UnitOf(given_[at_ + 2]) != nullptr && ValueText(given_[at_ + 1])) {
      const auto parts = evaluation_.language().parts.find(given_[at_]);
      const std::string wanted = " " + std::string(given_[at_ + 2]) + " ";
      if (!allowed || parts == evaluation_.language().parts.end() || parts->second.find(wanted) == std::string::npos) {
        return false;
      }
      text.append(" ").append(*ValueText(given_[at_ + 1])).append(Behind(*UnitOf(given_[at_ + 2])));
      at_ += 2;
    }
    return true;
  }

  // Behind the unit: units to convert to, and digits; anything else would have been shown.
  bool OutputIsKnown() const {
    return std::all_of(given_.begin() + static_cast<std::ptrdiff_t>(at_ + 1), given_.end(),
                       [this](std::string_view text) {
                         if (text.empty() || text.find_first_not_of("-0123456789") == std::string_view::npos)
                           return true;
                         for (std::size_t begin = 0; begin <= text.size();) {  // "km nmi", "C+K"
                           const std::size_t end = std::min(text.find_first_of(" +", begin), text.size());
                           if (end > begin && UnitOf(text.substr(begin, end - begin)) == nullptr) return false;
                           begin = end + 1;
                         }
                         return true;
                       });
  }

  Evaluation& evaluation_;
  std::vector<std::string_view> given_;
  std::size_t at_ = 0;
};

}  // namespace

bool Convert(Evaluation& evaluation, const Operands&) { return Conversion(evaluation).Run(); }

// {unit: 1}: its symbol.
bool Unit(Evaluation& evaluation, const Operands& operands) {
  const auto found = evaluation.language().units.find(evaluation.Value(operands[0]));
  return found != evaluation.language().units.end() && evaluation.Write(found->second);
}

}  // namespace linkbert::templates
