#include "data/wikitext/templates/quantity.h"

#include <algorithm>
#include <utility>

namespace linkbert::templates {
namespace {

constexpr std::string_view kFractionSlash = "\u2044";

std::string TakeSign(std::string_view& text) {
  using Sign = std::pair<std::string_view, const char*>;
  for (const auto& [sign, shown] : {Sign{"-", "\u2212"}, Sign{"\u2212", "\u2212"}, Sign{"+", "+"}}) {
    if (!text.starts_with(sign)) continue;
    text.remove_prefix(sign.size());
    return shown;
  }
  return "";
}

// "1/2", "6+1/2", "6-1/2", "6 1/2", each with "//" or the sign of {{frac}} too.
std::optional<std::string> FractionText(std::string_view text, std::size_t slash) {
  const std::string_view rest = text.substr(slash);
  const std::size_t sign = rest.starts_with("//") ? 2 : rest.starts_with('/') ? 1 : kFractionSlash.size();
  const std::size_t between = text.find_first_of("+- ");
  const std::size_t numerator = between == std::string_view::npos ? 0 : between + 1;
  if (numerator >= slash) return std::nullopt;
  const std::string_view whole = text.substr(0, numerator == 0 ? 0 : between);
  const std::string_view above = text.substr(numerator, slash - numerator), below = rest.substr(sign);
  if ((numerator > 0 && !IsDigits(whole)) || !IsDigits(above) || !IsDigits(below)) return std::nullopt;
  std::string shown(whole);
  if (numerator > 0) shown.push_back(' ');
  return shown.append(above).append(kFractionSlash).append(below);
}

std::optional<std::string> DecimalText(const LanguageFacts& language, std::string_view text, std::size_t least) {
  std::string number(text.starts_with('.') ? "0" : "");
  number += text;
  if (language.language != "en") {
    const bool plain =
        number.find_first_not_of("0123456789.,") == std::string::npos && std::ranges::count(number, '.') <= 1;
    if (!plain || kDigits.find(number.back()) == std::string_view::npos) return std::nullopt;
    return number;
  }
  std::optional<std::string> grouped = WithMarks(language, number);
  if (!grouped) return std::nullopt;
  std::string without = *grouped;
  std::erase(without, ',');
  return std::min(without.find('.'), without.size()) < least ? std::move(without) : std::move(grouped);
}

}  // namespace

bool IsGluedUnit(std::string_view unit) {
  return unit == "%" || unit == "\u00B0" || unit == "\u2032" || unit == "\u2033";
}

std::optional<std::string> QuantityText(const LanguageFacts& language, std::string_view text,
                                        std::size_t least_digits) {
  std::string shown = TakeSign(text);
  if (text.empty() || (kDigits.find(text[0]) == std::string_view::npos && text[0] != '.')) return std::nullopt;
  std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) slash = text.find(kFractionSlash);
  const std::size_t exponent = text.find_first_of("eE");
  std::string_view power = exponent == std::string_view::npos ? std::string_view() : text.substr(exponent + 1);
  const bool negative = power.starts_with('-');
  if (negative || power.starts_with('+')) power.remove_prefix(1);
  if (exponent != std::string_view::npos && !IsDigits(power)) return std::nullopt;
  const std::optional<std::string> number = slash == std::string_view::npos
                                                ? DecimalText(language, text.substr(0, exponent), least_digits)
                                                : FractionText(text, slash);
  if (!number) return std::nullopt;
  shown += *number;
  if (exponent != std::string_view::npos) shown.append("\u00D710^").append(negative ? "-" : "").append(power);
  return shown;
}

}  // namespace linkbert::templates
