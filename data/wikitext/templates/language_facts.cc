#include "data/wikitext/templates/language_facts.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "data/wikitext/sites/letters.h"

namespace linkbert {
namespace {

constexpr int kLastYear = 9999;

std::optional<int> SmallNumber(std::string_view text) {
  int number = 0;
  if (text.size() > 4 || !IsDigits(text)) return std::nullopt;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

int DaysOf(int year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return kDays[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

void Replace(std::string& text, std::string_view what, std::string_view with) {
  if (const std::size_t at = text.find(what); at != std::string::npos) text.replace(at, what.size(), with);
}

// "{m} {d}, {y}" -> "{m} {y}".
std::string WithoutDay(std::string_view order) {
  for (const std::string_view part : {"{m} de {y}", "{y}\u5E74{m}"}) {
    if (order.find(part) != std::string_view::npos) return std::string(part);
  }
  return order.find("{m}") < order.find("{y}") ? "{m} {y}" : "{y} {m}";
}

// The marks of "12 345,6": between groups, before a fraction, and how many digits a number has that gets them.
struct Marks {
  std::string_view group, fraction;
  std::size_t least;
};

Marks MarksOf(std::string_view example) {
  const std::size_t first = example.find_first_not_of(kDigits);
  const std::size_t next = example.find_first_of(kDigits, first);
  const std::size_t end = example.find_first_not_of(kDigits, next);
  const std::size_t last = example.find_first_of(kDigits, end);
  return {example.substr(first, next - first), example.substr(end, last - end), first + 3};
}

// "12,345" -> "12345"; false where a comma stands elsewhere than before three digits.
bool RemoveCommas(std::string& whole) {
  const std::size_t digits = whole.size(), first = whole.find(',');
  if (first == std::string::npos) return true;
  for (std::size_t i = 0; i < digits; ++i) {
    if ((whole[i] == ',') != (i >= first && (digits - i) % 4 == 0)) return false;
  }
  std::erase(whole, ',');
  return first > 0 && first <= 3;
}

}  // namespace

bool IsDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of(kDigits) == std::string_view::npos;
}

std::optional<std::string> WithMarks(const LanguageFacts& language, std::string_view number) {
  std::string_view rest = number;
  std::string text;
  if (rest.starts_with('-') || rest.starts_with("\u2212")) {
    text = "\u2212";
    rest.remove_prefix(rest.starts_with('-') ? 1 : 3);
  }
  std::string whole(rest.substr(0, rest.find('.')));
  const std::string_view fraction = rest.substr(std::min(rest.size(), whole.size() + 1));
  if (language.number.empty()) return std::nullopt;
  const Marks marks = MarksOf(language.number);
  if (marks.group == "," && !RemoveCommas(whole)) return std::nullopt;
  if (!IsDigits(whole) || rest.ends_with('.') || (!fraction.empty() && !IsDigits(fraction))) return std::nullopt;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (i > 0 && (whole.size() - i) % 3 == 0 && whole.size() >= marks.least) text += marks.group;
    text.push_back(whole[i]);
  }
  if (!fraction.empty()) text.append(marks.fraction).append(fraction);
  return text;
}

std::optional<std::string> WithoutMarks(const LanguageFacts& language, std::string_view number) {
  if (language.number.empty()) return std::nullopt;
  const Marks marks = MarksOf(language.number);
  std::string text(number);
  const auto take_away = [&text](std::string_view mark) {
    for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos;) text.erase(at, mark.size());
  };
  constexpr auto kSpaces = std::to_array<std::string_view>({" ", "\u00A0", "\u202F"});
  const bool spaced = std::ranges::find(kSpaces, marks.group) != kSpaces.end();
  if (spaced) std::ranges::for_each(kSpaces, take_away);
  if (!spaced && !marks.group.empty()) take_away(marks.group);
  const std::size_t fraction = text.find(marks.fraction);
  if (fraction != std::string::npos) text.replace(fraction, marks.fraction.size(), ".");
  if (text.starts_with("\u2212")) text.replace(0, 3, "-");
  return WithMarks(language, text) ? std::optional(std::move(text)) : std::nullopt;
}

int MonthOf(const LanguageFacts& language, std::string_view text) {
  if (const std::optional<int> number = SmallNumber(text)) return *number <= 12 ? *number : 0;
  const std::string lower = InLowerCase(text);
  for (std::size_t i = 0; i < language.months.size(); ++i) {
    const std::string month = InLowerCase(language.months[i]);
    const bool short_form = language.language == "en" && lower.size() == 3 && month.starts_with(lower);
    if (!month.empty() && (month == lower || short_form)) return static_cast<int>(i) + 1;
  }
  return 0;
}

std::optional<DateParts> DateOf(const LanguageFacts& language, std::string_view year, std::string_view month,
                                std::string_view day) {
  DateParts date;
  const std::optional<int> years = SmallNumber(year);
  if (!years || *years == 0 || *years > kLastYear) return std::nullopt;
  date.year = *years;
  if (month.empty()) return day.empty() ? std::optional(date) : std::nullopt;
  date.month = MonthOf(language, month);
  if (date.month == 0) return std::nullopt;
  if (day.empty()) return date;
  const std::optional<int> days = SmallNumber(day);
  if (!days || *days == 0 || *days > DaysOf(date.year, date.month)) return std::nullopt;
  date.day = *days;
  return date;
}

std::string DateText(const LanguageFacts& language, const DateParts& date, std::string_view order) {
  std::string text(order.empty() ? language.date : order);
  if (text.empty() || language.months[0].empty()) return "";
  if (date.month == 0) return fmt::format("{}", date.year);
  const std::string& month = language.months[static_cast<std::size_t>(date.month - 1)];
  if (date.day == 0) text = WithoutDay(text);
  const std::size_t first = text.find("{d:"), end = text.find('}', first);
  if (first != std::string::npos) {
    text.replace(first, end + 1 - first, date.day == 1 ? text.substr(first + 3, end - first - 3) : "{d}");
  }
  Replace(text, "{y}", fmt::format("{}", date.year));
  Replace(text, "{m}", month);
  Replace(text, "{d}", fmt::format("{}", date.day));
  return text;
}

}  // namespace linkbert
