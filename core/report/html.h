// Text and numbers as HTML shows them. Everything that comes from a run passes through Escape or a format here.
// Pure functions; nothing throws.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace linkbert::report {

// Safe as content and between double quotes; bytes that are not UTF-8 become U+FFFD, control characters spaces.
std::string Escape(std::string_view text);

// At most `characters` code points, then "…"; not escaped.
std::string Shorten(std::string_view text, std::size_t characters);

enum class NumberFormat { kPlain, kPercent, kCount };

// Three significant digits or so: 12,345  0.0123  3.2e-05; with kPercent 0.683 is 68.3 %, with kCount whole.
std::string FormatNumber(double value, NumberFormat format = NumberFormat::kPlain);
std::string FormatCount(double value);  // 1,234,567

// "0.643 ± 0.012", without the error where there is none.
std::string FormatWithError(double value, std::optional<double> error, NumberFormat format = NumberFormat::kPlain);

// "2026-01-31 12:00 UTC"
std::string FormatTime(double seconds_since_1970);

}  // namespace linkbert::report
