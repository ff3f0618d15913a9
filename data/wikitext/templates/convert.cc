// {{convert}}: the values as they are given, with their units' symbols; what they are in other units is not computed.
//
// {{convert|6|ft|2|in|m}} -> "6 ft 2 in", {{convert|100|to(-)|200|km}} -> "100–200 km". After Module:Convert's
// documentation: numbers and range words, then a unit, parts of it, output units, digits.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "data/documents/trimmed.h"
#include "data/wikitext/templates/function_list.h"
#include "data/wikitext/templates/quantity.h"

namespace linkbert::templates {
namespace {

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
constexpr auto kNames = std::to_array<std::string_view>({"abbr", "sp", "lk", "sigfig", "round", "sortable", "comma",
                                                         "order", "spell", "frac", "debug", "$", "warn", "cat", "test",
                                                         "tracking", "stylein", "styleout", "sing"});

const RangeWord* FindRange(std::string_view word) {
  const auto* const found = std::ranges::find(kRanges, word, &RangeWord::word);
  return found == kRanges.end() ? nullptr : &*found;
}

// Between the two values of "5-6" and "5 to 6", which are one argument; words want spaces around them.
constexpr auto kInside = std::to_array<std::string_view>(
    {"to(-)", " to ", " and ", " or ", " by ", "+/-", "-", "\u2013", "x", "\u00D7", "\u00B1"});

constexpr std::size_t kLongestRange = 60;  // bytes

// A unit that is a word and no symbol: "acres", but not "million acres", which has no singular.
bool IsWord(std::string_view unit) {
  constexpr auto kTimes = std::to_array<std::string_view>({"thousand ", "million ", "billion ", "trillion "});
  if (unit == "acre-feet") return true;
  return unit.size() > 3 && unit.ends_with('s') && unit.find('/') == std::string_view::npos &&
         std::ranges::none_of(kTimes, [&](std::string_view times) { return unit.starts_with(times); });
}

std::string Singular(std::string_view unit) {
  return unit == "acre-feet" ? "acre-foot" : std::string(unit.substr(0, unit.size() - 1));
}

// Of one, and of what is less and no decimal.
bool IsSingular(std::string_view value) {
  return value == "1" || value == "\u22121" ||
         (value.find("\u2044") != std::string_view::npos && value.find(' ') == std::string_view::npos);
}

class Conversion {
 public:
  explicit Conversion(Evaluation& evaluation) : evaluation_(evaluation) {}

  bool Run() {
    if (!NamesAreKnown() || !Collect() || given_.size() < 2) return false;
    if (!ValueText(given_[0])) SplitFirst();
    std::vector<std::string> values;
    std::vector<const RangeWord*> words;
    if (!ReadValues(values, words)) return false;
    const std::string* unit = at_ < given_.size() ? UnitOf(given_[at_]) : nullptr;
    if (unit == nullptr) return false;
    std::string text;
    if (values.size() > 1 && StandsBeforeNoun() && IsWord(*unit)) {
      // "20-30-acre"; other ranges get marks of their own there.
      if (values.size() > 2 || words[0]->shown != "\u2013") return false;
      return OutputIsKnown() && evaluation_.WriteDerived(values[0] + "\u2013" + values[1] + "-" + Singular(*unit));
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
      text += values[i];
      const bool last = i + 1 == values.size();
      if (last || words[i]->repeats) text.append(Behind(*unit, values.size() > 1 ? std::string_view() : values[i]));
      if (!last) text.append(words[i]->shown);
    }
    if (!Parts(text, values.size() == 1)) return false;
    return OutputIsKnown() && evaluation_.WriteDerived(text);
  }

 private:
  bool ReadValues(std::vector<std::string>& values, std::vector<const RangeWord*>& words) {
    for (bool more = true; more; ++at_) {
      const std::optional<std::string> value = at_ < given_.size() ? ValueText(given_[at_]) : std::nullopt;
      if (!value) return false;
      values.push_back(*value);
      const RangeWord* word = at_ + 1 < given_.size() ? FindRange(given_[at_ + 1]) : nullptr;
      more = word != nullptr;
      if (more) words.push_back(word), ++at_;
    }
    return true;
  }

  bool NamesAreKnown() const {
    return std::ranges::all_of(evaluation_.call().arguments, [this](const TemplateArgument& argument) {
      const std::string_view value = evaluation_.Value(&argument);
      if (argument.number > 0 || value.empty()) return true;
      if (argument.name == "adj") return value == "on" || value == "off" || value == "1";
      if (argument.name == "order") return value == "flip";
      if (argument.name == "abbr" && value == "values") return false;
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
  bool StandsBeforeNoun() const {
    return std::ranges::any_of(std::to_array<const char*>({"adj", "sing"}), [this](const char* name) {
      const std::string_view given = evaluation_.Value(evaluation_.Find(name));
      return given == "on" || given == "1";
    });
  }

  // Of an only value: "1 acre", and "7-acre" in front of a noun.
  std::string Behind(const std::string& unit, std::string_view value = {}) const {
    const bool glued = IsGluedUnit(unit) || unit[0] == '/';
    if (value.empty() || !IsWord(unit)) return glued ? unit : " " + unit;
    if (StandsBeforeNoun()) return "-" + Singular(unit);
    return " " + (IsSingular(value) ? Singular(unit) : unit);
  }

  std::optional<std::string> ValueText(std::string_view text) const {
    const std::string_view comma = evaluation_.Value(evaluation_.Find("comma"));
    return QuantityText(evaluation_.language(), text,
                        comma == "off" || comma == "gaps" ? kNoGroups
                        : comma == "5"                    ? 5
                                                          : 0);
  }

  // "5-6" -> "5", "-", "6"; "2x3x4". It stays as it is where a part is no value, as in "1776-07-04".
  void SplitFirst() {
    std::vector<std::string_view> parts;
    std::string_view rest = given_[0];
    if (rest.size() > kLongestRange) return;
    bool times = true;
    while (!ValueText(Trimmed(rest, " "))) {
      const auto [end, word] = FirstBreak(rest);
      if (word.empty() || !times) return;
      times = word == "x" || word == "\u00D7" || word == " by ";
      if (!times && !parts.empty()) return;
      parts.insert(parts.end(), {Trimmed(rest.substr(0, end), " "), Trimmed(word, " ")});
      rest.remove_prefix(end + word.size());
    }
    parts.push_back(Trimmed(rest, " "));
    given_.erase(given_.begin());
    given_.insert(given_.begin(), parts.begin(), parts.end());
  }

  // Where the first value ends and what stands behind it; an empty word where nothing does.
  std::pair<std::size_t, std::string_view> FirstBreak(std::string_view text) const {
    for (std::size_t at = 1; at < text.size(); ++at) {
      for (const std::string_view word : kInside) {
        if (text.substr(at).starts_with(word) && ValueText(Trimmed(text.substr(0, at), " "))) return {at, word};
      }
    }
    return {0, {}};
  }

  // 6 | ft | 2 | in: as long as a smaller unit follows. at_ is the unit before.
  bool Parts(std::string& text, bool allowed) {
    while (at_ + 2 < given_.size() && UnitOf(given_[at_ + 2]) != nullptr && ValueText(given_[at_ + 1])) {
      const auto parts = evaluation_.language().parts.find(given_[at_]);
      const std::string wanted = " " + std::string(given_[at_ + 2]) + " ";
      if (!allowed || parts == evaluation_.language().parts.end() || parts->second.find(wanted) == std::string::npos) {
        return false;
      }
      text.append(" ").append(*ValueText(given_[at_ + 1])).append(Behind(*UnitOf(given_[at_ + 2]), given_[at_ + 1]));
      at_ += 2;
    }
    return true;
  }

  // Behind the unit: units to convert to, and digits; anything else would have been shown.
  bool OutputIsKnown() const {
    return std::all_of(given_.begin() + static_cast<std::ptrdiff_t>(at_ + 1), given_.end(),
                       [this](std::string_view text) {
                         return text.find_first_not_of("-0123456789") == std::string_view::npos || AreUnits(text);
                       });
  }

  // "km nmi", "C+K", "L/100 km mpgimp".
  bool AreUnits(std::string_view text) const {
    constexpr std::string_view kBetween = " +";
    for (std::size_t begin = 0; begin < text.size();) {
      std::size_t end = std::min(text.find_first_of(kBetween, begin), text.size());
      if (end == begin) {
        ++begin;
        continue;
      }
      if (UnitOf(text.substr(begin, end - begin)) == nullptr) {  // a code with a space
        end = std::min(text.find_first_of(kBetween, std::min(end + 1, text.size())), text.size());
        if (UnitOf(text.substr(begin, end - begin)) == nullptr) return false;
      }
      begin = end;
    }
    return true;
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
