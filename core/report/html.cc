#include "core/report/html.h"

#include <fmt/chrono.h>
#include <fmt/core.h>

#include <cmath>
#include <ctime>

#include "data/tokens/utf8.h"

namespace linkbert::report {
namespace {

std::string Group(std::string digits) {
  const std::size_t first = digits.starts_with('-') ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) digits.insert(at -= 3, 1, ',');
  return digits;
}

}  // namespace

std::string Escape(std::string_view text) {
  std::string html;
  for (std::size_t at = 0; at < text.size();) {
    const DecodedCharacter character = DecodeUtf8(text, at);
    at += character.bytes;
    switch (character.code_point) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      case 0x7F:
        html += ' ';
        break;
      default:
        AppendUtf8(character.code_point < 0x20 ? U' ' : character.code_point, html);
    }
  }
  return html;
}

std::string Shorten(std::string_view text, std::size_t characters) {
  std::size_t at = 0;
  for (; characters > 0 && at < text.size(); --characters) at += DecodeUtf8(text, at).bytes;
  return std::string(text.substr(0, at)) + (at < text.size() ? "…" : "");
}

std::string FormatNumber(double value, NumberFormat format) {
  if (format == NumberFormat::kPercent) return fmt::format("{:.1f} %", 100 * value);
  if (format == NumberFormat::kCount) return FormatCount(value);
  const double size = std::abs(value);
  if (size == 0) return "0";
  if (size < 1e-3 || size >= 1e9) return fmt::format("{:.3g}", value);
  if (size < 1) return fmt::format("{:.3f}", value);
  if (size < 100) return fmt::format("{:.2f}", value);
  return FormatCount(value);
}

std::string FormatCount(double value) { return Group(fmt::format("{:.0f}", value)); }

std::string FormatWithError(double value, std::optional<double> error, NumberFormat format) {
  if (!error) return FormatNumber(value, format);
  if (format == NumberFormat::kPercent) return fmt::format("{:.1f} ± {:.1f} %", 100 * value, 100 * *error);
  return fmt::format("{} ± {}", FormatNumber(value), FormatNumber(*error));
}

std::string FormatTime(double seconds_since_1970) {
  return fmt::format("{:%Y-%m-%d %H:%M UTC}", fmt::gmtime(static_cast<std::time_t>(seconds_since_1970)));
}

}  // namespace linkbert::report
