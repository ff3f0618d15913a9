// {{val}}: a measured number. {{val|9.109|(28)|e=-31|u=kg}} -> "9.109(28)×10^-31 kg", {{val|1.2|0.1|e=6|ul=m|upl=s}} ->
// "(1.2 ± 0.1)×10^6 m/s". After the template's documentation; no value where that leaves doubt, such as for an
// asymmetric uncertainty with a power of ten.
#include <algorithm>
#include <array>
#include <utility>

#include "data/wikitext/templates/function_list.h"
#include "data/wikitext/templates/quantity.h"

namespace linkbert::templates {
namespace {

constexpr auto kValArguments =
    std::to_array<std::string_view>({"p", "e", "u", "ul", "up", "upl", "s", "end", "fmt", "sortable"});

using Word = std::pair<std::string_view, std::string_view>;
// Codes that do not look as what they stand for.
constexpr auto kUnits = std::to_array<Word>({
    {"%", "%"},       {"deg", "°"},   {"°", "°"},       {"arcmin", "′"},     {"arcsec", "″"},  {"degC", "°C"},
    {"°C", "°C"},     {"degF", "°F"}, {"°F", "°F"},     {"um", "μm"},        {"us", "μs"},     {"ug", "μg"},
    {"uK", "μK"},     {"uJ", "μJ"},   {"uW", "μW"},     {"uV", "μV"},        {"uA", "μA"},     {"uL", "μL"},
    {"ohm", "Ω"},     {"kohm", "kΩ"}, {"Mohm", "MΩ"},   {"mol", "mol"},      {"mmol", "mmol"}, {"cal", "cal"},
    {"kcal", "kcal"}, {"bar", "bar"}, {"mbar", "mbar"}, {"min", "min"},      {"rad", "rad"},   {"mrad", "mrad"},
    {"bit", "bit"},   {"mph", "mph"}, {"rpm", "rpm"},   {"solarmass", "M☉"},
});

// "kg", "s-1" -> "s−1"; of letters that are surely a symbol: no longer word, none that would get a Greek letter.
bool AppendSymbol(std::string& text, std::string_view code) {
  std::size_t letters = std::min(code.find_first_of("-0123456789"), code.size());
  if (const auto* found = std::ranges::find(kUnits, code.substr(0, letters), &Word::first); found != kUnits.end()) {
    text += found->second;
  } else {
    const std::string_view symbol = code.substr(0, letters);
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const bool small = std::ranges::none_of(symbol, [](char c) { return c >= 'A' && c <= 'Z'; });
    const bool greek = symbol.starts_with('u') && symbol.size() > 1;
    if (symbol.empty() || symbol.size() > (small ? 2 : 3) || greek || !std::ranges::all_of(symbol, letter) ||
        symbol == "hr") {
      return false;
    }
    text += symbol;
  }
  std::string_view power = code.substr(letters);
  if (power.starts_with('-')) {
    text += "\u2212";
    power.remove_prefix(1);
    if (power.empty()) return false;
  }
  text += power;
  return power.find_first_not_of(kDigits) == std::string_view::npos;
}

// "kg.m/s2" -> "kg⋅m/s2".
bool AppendUnit(std::string& text, std::string_view code) {
  while (true) {
    const std::size_t end = std::min(code.find_first_of("./*"), code.size());
    if (!AppendSymbol(text, code.substr(0, end))) return false;
    if (end == code.size()) return true;
    text += code[end] == '/' ? "/" : "\u22C5";
    code.remove_prefix(end + 1);
  }
}

// "(28)": digits of uncertainty.
bool IsConcise(std::string_view text) {
  return text.size() > 2 && text.starts_with('(') && text.ends_with(')') &&
         text.substr(1, text.size() - 2).find_first_not_of("0123456789.") == std::string_view::npos;
}

class Measurement {
 public:
  explicit Measurement(Evaluation& evaluation) : evaluation_(evaluation) {}

  bool Run() {
    if (!Collect() || !Unit()) return false;
    const std::string_view power = Get("e"), end = Get(Get("end").empty() ? "s" : "end");
    if (!end.empty() && (!power.empty() || !unit_.empty())) return false;
    if (given_.empty() ? power.empty() : !Number(power)) return false;
    if (!power.empty()) {
      const std::string_view digits = power.substr(power.starts_with('-') || power.starts_with('+') ? 1 : 0);
      if (digits.empty() || digits.find_first_not_of(kDigits) != std::string_view::npos) return false;
      text_.append(given_.empty() ? "10^" : "\u00D710^").append(power.starts_with('+') ? digits : power);
    }
    evaluation_.Write(Get("p"));
    if (!unit_.empty() && !IsGluedUnit(unit_)) text_ += ' ';
    return evaluation_.WriteDerived(text_ + unit_) && evaluation_.Write(end);
  }

 private:
  std::string_view Get(const char* name) const { return evaluation_.Value(evaluation_.Find(name)); }

  bool Collect() {
    for (const TemplateArgument& argument : evaluation_.call().arguments) {
      const std::string_view value = evaluation_.Value(&argument);
      if (value.empty()) continue;
      if (argument.number > 0 ? argument.number != given_.size() + 1
                              : std::ranges::find(kValArguments, argument.name) == kValArguments.end()) {
        return false;
      }
      if (argument.number > 0) given_.push_back(value);
    }
    // "4.5(5)" is "4.5", "(5)".
    if (given_.size() == 1 && given_[0].find('(') != std::string_view::npos) {
      const std::size_t at = given_[0].find('(');
      given_ = {given_[0].substr(0, at), given_[0].substr(at)};
    }
    return given_.size() <= 3;
  }

  bool Unit() {
    const std::string_view unit = Get(Get("ul").empty() ? "u" : "ul"), per = Get(Get("upl").empty() ? "up" : "upl");
    if (unit.empty()) return per.empty();
    if (!AppendUnit(unit_, unit)) return false;
    if (per.empty()) return true;
    if (per.find_first_of("./*") != std::string_view::npos) return false;  // of which units it is "per"
    unit_ += '/';
    return AppendUnit(unit_, per);
  }

  std::optional<std::string> Shown(std::string_view number) const {
    const std::string_view format = Get("fmt");
    if (!format.empty() && format != "gaps" && format != "commas" && format != "none") return std::nullopt;
    return QuantityText(evaluation_.language(), number, format == "commas" ? 0 : kNoGroups);
  }

  bool Number(std::string_view power) {
    const std::optional<std::string> first = Shown(given_[0]);
    if (!first) return false;
    const bool scaled = !power.empty() || first->find('^') != std::string::npos;
    if (!power.empty() && first->find('^') != std::string::npos) return false;
    text_ = *first;
    if (given_.size() == 1) return true;
    if (given_.size() == 2 && IsConcise(given_[1])) return first->find('^') == std::string::npos && Append(given_[1]);
    if (given_.size() == 3 && (given_[1] == "-" || given_[1] == "\u2013" || given_[1] == "to")) return Range(scaled);
    return Uncertainty(power);
  }
  bool Append(std::string_view text) {
    text_ += text;
    return true;
  }

  bool Range(bool scaled) {
    const std::optional<std::string> last = Shown(given_[2]);
    if (!last || scaled || IsGluedUnit(unit_) || last->find('^') != std::string::npos) return false;
    return Append(given_[1] == "to" ? " to " : "\u2013") && Append(*last);
  }

  // "1.2 ± 0.1", "1.2 +0.1 −0.2".
  bool Uncertainty(std::string_view power) {
    const auto unsigned_number = [this](std::string_view text) {
      for (const std::string_view sign : {"+", "-", "\u2212"}) {
        if (text.starts_with(sign)) return Shown(text.substr(sign.size()));
      }
      return Shown(text);
    };
    const std::optional<std::string> upper = unsigned_number(given_[1]);
    const std::optional<std::string> lower = given_.size() == 3 ? unsigned_number(given_[2]) : upper;
    if (!upper || !lower || IsGluedUnit(unit_) || (text_ + *upper + *lower).find('^') != std::string::npos)
      return false;
    if (given_.size() == 3)
      return power.empty() && Append(" +") && Append(*upper) && Append(" \u2212") && Append(*lower);
    if (kDigits.find(given_[1][0]) == std::string_view::npos && given_[1][0] != '.') return false;
    text_.append(" \u00B1 ").append(*upper);
    if (!power.empty()) text_ = "(" + text_ + ")";
    return true;
  }

  Evaluation& evaluation_;
  std::vector<std::string_view> given_;
  std::string unit_, text_;
};

}  // namespace

// {val:}
bool Val(Evaluation& evaluation, const Operands&) { return Measurement(evaluation).Run(); }

}  // namespace linkbert::templates
