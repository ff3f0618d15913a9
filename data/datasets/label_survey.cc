#include "data/datasets/label_survey.h"

#include <algorithm>
#include <cmath>

#include "base/ascii.h"
#include "base/error.h"
#include "data/datasets/numbers.h"
#include "data/datasets/part_lines.h"

namespace linkbert {
namespace {

constexpr std::size_t kMostDifferent = 1000;  // labels that are kept to be counted

bool IsDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string_view WithoutSign(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  return text;
}

bool IsNotFinite(std::string_view text) {
  const std::string lower = InLowerAscii(WithoutSign(text));
  return lower == "nan" || lower == "inf" || lower == "infinity";
}

}  // namespace

LabelSurvey::Kind LabelSurvey::KindOf(std::string_view label) {
  const std::string_view digits = WithoutSign(label);
  if (IsDigits(digits)) return kWhole;
  if (IsNotFinite(label)) return kNotFinite;
  if (ParseNumber(label)) return kScore;
  const std::size_t comma = digits.find(',');
  const bool decimal_comma =
      comma != digits.npos && IsDigits(digits.substr(0, comma)) && IsDigits(digits.substr(comma + 1));
  if (decimal_comma) return kDecimalComma;
  const bool overflows = digits.find_first_not_of("0123456789.eE+-") == digits.npos && IsDigits(digits.substr(0, 1));
  return overflows && digits.find_first_of("eE") != digits.npos ? kNotFinite : kText;
}

void LabelSurvey::Add(std::string_view label, const std::string& where) {
  label = PythonStrip(label);
  if (label.empty()) return;
  const Kind kind = KindOf(label);
  Seen& seen = seen_[kind];
  if (seen.count++ == 0) {
    seen.label = label;
    seen.where = where;
  }
  if (kind == kScore) {
    const double value = *ParseNumber(label);
    fraction_ = fraction_ || value != std::floor(value);
  }
  if (different_.size() < kMostDifferent) different_.emplace(label);
}

void LabelSurvey::Refuse(Kind kind, const char* what) const {
  const Seen& seen = seen_[kind];
  if (seen.count == 0) return;
  const Seen& other = seen_[seen_[kScore].count > 0 ? kScore : kWhole];
  throw Fail(ErrorCode::kInput,
             "{}: the label \"{}\" is {} among numbers, such as \"{}\" in {} ({} such labels). Correct it, or say "
             "--class-label if all labels are texts.",
             seen.where, Shortened(seen.label), what, other.label, other.where, seen.count);
}

bool LabelSurvey::AreScores() const {
  const bool texts = seen_[kText].count > 0;
  if (seen_[kScore].count > 0) Refuse(kText, "a text");
  if (AnyNumber() && !texts) {
    Refuse(kNotFinite, "no finite number");
    Refuse(kDecimalComma, "a number with a decimal comma");
  }
  if (!AnyNumber() && !texts && seen_[kDecimalComma].count > 0) {
    throw Fail(
        ErrorCode::kInput,
        "{}: the labels are numbers with a decimal comma, such as \"{}\", wanted a decimal point. Convert them, or "
        "say --class-label if they are texts.",
        seen_[kDecimalComma].where, seen_[kDecimalComma].label);
  }
  return seen_[kScore].count > 0;
}

std::string LabelSurvey::Text() const {
  if (!AreScores()) {
    if (seen_[kText].count > 0 || !AnyNumber()) return "";
    return fmt::format(
        "the labels are whole numbers and taken for classes, {}{} of them; --number-label takes them for "
        "scores (regression)",
        different_.size() < kMostDifferent ? "" : "at least ", different_.size());
  }
  return fmt::format(
      "the labels are numbers with a decimal point, such as {}, and taken for scores (regression){}; "
      "--class-label takes them for classes",
      seen_[kScore].label, fraction_ ? "" : ", though each is a whole number");
}

}  // namespace linkbert
