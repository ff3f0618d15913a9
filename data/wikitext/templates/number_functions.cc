// Functions of numbers: their marks, Roman and ordinal ones, plurals by language.
#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "data/wikitext/templates/expression.h"
#include "data/wikitext/templates/function_list.h"

namespace linkbert::templates {
namespace {

std::optional<std::uint64_t> WholeNumber(std::string_view text) {
  std::uint64_t number = 0;
  if (text.empty() || text.size() > 18 || text.find_first_not_of(kDigits) != std::string_view::npos)
    return std::nullopt;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

bool IsOneOf(std::string_view language, std::string_view languages) {
  const std::size_t at = languages.find(language);
  if (language.empty() || at == std::string_view::npos) return false;
  const std::size_t end = at + language.size();
  return (at == 0 || languages[at - 1] == ' ') && (end == languages.size() || languages[end] == ' ');
}

// Which form of a word goes with a number, from 0, by CLDR's rules for whole numbers; nothing for other languages.
std::optional<std::size_t> PluralForm(std::string_view language, std::uint64_t n) {
  const std::uint64_t tens = n % 100, ones = n % 10;
  const bool teens = tens >= 11 && tens <= 19, few = ones >= 2 && ones <= 4 && !(tens >= 12 && tens <= 14);
  if (IsOneOf(language, "en simple de nl sv da no nb nn it es ca gl eu fi et el hu bg tr eo sq")) return n == 1 ? 0 : 1;
  if (IsOneOf(language, "fr pt hy")) return n <= 1 ? 0 : 1;
  if (IsOneOf(language, "ja zh ko vi th id ms")) return 0;
  if (IsOneOf(language, "ru uk be sr hr bs sh")) return ones == 1 && tens != 11 ? 0 : few ? 1 : 2;
  if (language == "pl") return n == 1 ? 0 : few ? 1 : 2;
  if (IsOneOf(language, "cs sk")) return n == 1 ? 0 : n >= 2 && n <= 4 ? 1 : 2;
  if (language == "lt") return ones == 1 && !teens ? 0 : ones >= 2 && !teens ? 1 : 2;
  if (language == "sl") return tens == 1 ? 0 : tens == 2 ? 1 : tens == 3 || tens == 4 ? 2 : 3;
  return std::nullopt;
}

}  // namespace

// {number: 1}: with the language's marks.
bool Number(Evaluation& evaluation, const Operands& operands) {
  const std::optional<std::string> text = WithMarks(evaluation.language(), evaluation.Value(operands[0]));
  return text && evaluation.WriteDerived(*text);
}

// {plain: 1}: a number, as it is written.
bool PlainNumber(Evaluation& evaluation, const Operands& operands) {
  std::string_view value = evaluation.Value(operands[0]);
  const std::string_view all = value;
  for (const std::string_view sign : {"-", "+", "\u2212"}) {
    if (value.starts_with(sign)) value.remove_prefix(sign.size());
  }
  const bool number = !value.empty() && value.find_first_not_of("0123456789.,\u00A0 ") == std::string_view::npos &&
                      kDigits.find(value.back()) != std::string_view::npos;
  return number && evaluation.WriteDerived(all);
}

// {unmarked: 1}: without the language's marks, "12,345.6" -> "12345.6".
bool UnmarkedNumber(Evaluation& evaluation, const Operands& operands) {
  const std::optional<std::string> text = WithoutMarks(evaluation.language(), evaluation.Value(operands[0]));
  return text && evaluation.WriteDerived(*text);
}

bool Integer(Evaluation& evaluation, const Operands& operands) {
  const std::string_view value = evaluation.Value(operands[0]);
  const bool negative = value.starts_with('-');
  return WholeNumber(value.substr(negative ? 1 : 0)).has_value() && evaluation.WriteDerived(value);
}

// {roman: 1}: "XIX", not "IIX" or "CIVIL".
bool Roman(Evaluation& evaluation, const Operands& operands) {
  const std::string_view value = evaluation.Value(operands[0]);
  std::string_view rest = value.substr(std::min(value.find_first_not_of('M'), value.size()));
  for (const std::string_view digits : {"CDM", "XLC", "IVX"}) {  // of one, five, ten of them
    const char one = digits[0], five = digits[1], ten = digits[2];
    const bool before = rest.size() > 1 && rest[0] == one && (rest[1] == five || rest[1] == ten);
    if (before) rest.remove_prefix(2);
    if (!before && rest.starts_with(five)) rest.remove_prefix(1);
    for (int ones = 0; !before && ones < 3 && rest.starts_with(one); ++ones) rest.remove_prefix(1);
  }
  return !value.empty() && value.size() <= 15 && rest.empty() && evaluation.WriteDerived(value);
}

// {ordinal: 1}: English.
bool Ordinal(Evaluation& evaluation, const Operands& operands) {
  const std::string_view value = evaluation.Value(operands[0]);
  const std::optional<std::uint64_t> number = WholeNumber(value);
  if (!number) return false;
  const std::uint64_t ones = *number % 10;
  const bool teens = *number / 10 % 10 == 1;
  const char* suffix = teens ? "th" : ones == 1 ? "st" : ones == 2 ? "nd" : ones == 3 ? "rd" : "th";
  return evaluation.WriteDerived(value) && evaluation.Write(suffix);
}

// {plural: 1, 2, 3, ...}: the form that goes with the number; the last one where there are too few.
bool Plural(Evaluation& evaluation, const Operands& operands) {
  std::string digits(evaluation.Value(operands[0]));
  std::erase(digits, ',');
  const std::optional<std::uint64_t> number = WholeNumber(digits);
  if (!number) return false;
  const std::optional<std::size_t> form = PluralForm(evaluation.language().language, *number);
  if (!form) return false;
  std::size_t given = 0;
  for (std::size_t i = 1; i < operands.size(); ++i) {
    const std::string_view value = evaluation.Value(operands[i]);
    if (value.find('=') != std::string_view::npos) return false;  // "0=none": a form for one number
    if (!value.empty()) given = i;
  }
  return given > 0 && evaluation.WriteOperand(operands[std::min(*form + 1, given)]);
}

bool Expression(Evaluation& evaluation, const Operands& operands) {
  const std::optional<std::string> value = EvaluateExpression(evaluation.Value(operands[0]));
  return value && evaluation.WriteDerived(*value);
}

// {choose: 1, 2, 3}: the second where the calculation gives something else than 0, else the third.
bool Choose(Evaluation& evaluation, const Operands& operands) {
  const std::optional<std::string> value = EvaluateExpression(evaluation.Value(operands[0]));
  if (!value) return false;
  const TemplateArgument* chosen = evaluation.Find(operands[*value == "0" ? 2 : 1]);
  return chosen == nullptr || evaluation.WriteTrimmed(*chosen);
}

// {formula: 1}: {{chem2}}'s: "SO4(2-)" -> "SO42−", "->" is an arrow, "*" a dot.
bool Formula(Evaluation& evaluation, const Operands& operands) {
  const std::string_view value = evaluation.Value(operands[0]);
  constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789()[]+ .,=#/";
  std::string text;
  for (std::size_t at = 0; at < value.size(); ++at) {
    const std::string_view rest = value.substr(at);
    const std::size_t sign = rest[0] == '(' ? rest.find_first_not_of(kDigits, 1) : std::string_view::npos;
    if (sign != std::string_view::npos && rest[sign] != ')' && rest.substr(sign + 1).starts_with(')') &&
        (rest[sign] == '+' || rest[sign] == '-')) {
      text.append(rest.substr(1, sign - 1)).append(rest[sign] == '+' ? "+" : "\u2212");
      at += sign + 1;
    } else if (rest.starts_with("->")) {
      text += "\u2192";
      ++at;
    } else if (rest[0] == '*') {
      text += "\u00B7";
    } else if (kPlain.find(rest[0]) != std::string_view::npos) {
      text.push_back(rest[0]);
    } else {
      return false;
    }
  }
  return !text.empty() && evaluation.WriteDerived(text);
}

}  // namespace linkbert::templates
