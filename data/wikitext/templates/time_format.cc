// {{#time: F j, Y | 2005-05-02}}: a date that stands in the source, in a format of MediaWiki's #time. Times of day and
// what depends on today have no value here.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "data/wikitext/templates/function_list.h"

namespace linkbert::templates {
namespace {

constexpr auto kDays =
    std::to_array<std::string_view>({"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"});

// Languages whose names of months are the same in a date and alone.
bool OneFormOfMonths(const LanguageFacts& language) {
  constexpr auto kSame = std::to_array<std::string_view>(
      {"en", "de", "fr", "it", "es", "pt", "nl", "sv", "da", "no", "nb", "nn", "ja", "zh"});
  return std::ranges::find(kSame, language.language) != kSame.end() && !language.months[0].empty();
}

std::chrono::sys_days DaysOf(const DateParts& date) {
  using std::chrono::year, std::chrono::month, std::chrono::day;
  return year(date.year) / month(static_cast<unsigned>(date.month)) / day(static_cast<unsigned>(date.day));
}

// "05" of 'm', "5" of 'n'; empty for a letter that is no number of a date.
std::string NumberOf(char letter, const DateParts& date) {
  const std::chrono::weekday weekday(DaysOf(date));
  const std::chrono::year year(date.year);
  switch (letter) {
    case 'Y':
      return fmt::format("{:04}", date.year);
    case 'y':
      return fmt::format("{:02}", date.year % 100);
    case 'n':
      return fmt::format("{}", date.month);
    case 'm':
      return fmt::format("{:02}", date.month);
    case 'j':
      return fmt::format("{}", date.day);
    case 'd':
      return fmt::format("{:02}", date.day);
    case 'w':
      return fmt::format("{}", weekday.c_encoding());
    case 'N':
      return fmt::format("{}", weekday.iso_encoding());
    case 'z':
      return fmt::format("{}", (DaysOf(date) - DaysOf({date.year, 1, 1})).count());
    case 'L':
      return year.is_leap() ? "1" : "0";
    case 't':
      return fmt::format("{}", static_cast<unsigned>((year / date.month / std::chrono::last).day()));
    default:
      return "";
  }
}

// "May" of 'F', "Mon" of 'D'; empty where the language's are not known.
std::string_view NameOfDate(char letter, const DateParts& date, const LanguageFacts& language) {
  const bool english = language.language == "en";
  const std::string_view month = language.months[static_cast<std::size_t>(date.month - 1)];
  const std::string_view day = kDays[std::chrono::weekday(DaysOf(date)).c_encoding()];
  if (letter == 'F' && OneFormOfMonths(language)) return month;
  if (letter == 'M' && english) return month.substr(0, 3);
  if (letter == 'l' && english) return day;
  return letter == 'D' && english ? day.substr(0, 3) : std::string_view();
}

// "xg" is a month's name as a date has it; a text in quotes and what follows a backslash stand for themselves.
std::optional<std::string> Formatted(std::string_view format, const DateParts& date, const LanguageFacts& language) {
  std::string text;
  for (std::size_t at = 0; at < format.size(); ++at) {
    const char c = format[at];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const std::size_t quote = c == '"' ? format.find('"', at + 1) : std::string_view::npos;
    if (quote != std::string_view::npos) {
      text += format.substr(at + 1, quote - at - 1);
      at = quote;
    } else if (c == '\\' && at + 1 < format.size()) {
      text.push_back(format[++at]);
    } else if (format.substr(at).starts_with("xg")) {
      if (language.months[0].empty()) return std::nullopt;
      text += language.months[static_cast<std::size_t>(date.month - 1)];
      ++at;
    } else if (!letter) {
      text.push_back(c);
    } else {
      const std::string number = NumberOf(c, date);
      const std::string_view shown = number.empty() ? NameOfDate(c, date, language) : number;
      if (shown.empty()) return std::nullopt;
      text += shown;
    }
  }
  return text;
}

// "2005-05-02", "2 May 2005", "May 2, 2005", "May 2005", which is its first day. Names of months are English ones.
std::optional<DateParts> DateIn(std::string_view text, const LanguageFacts& english) {
  std::array<std::string_view, 3> parts;
  std::size_t count = 0;
  for (std::size_t at = text.find_first_not_of(" ,-"); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(" ,-", at), text.size());
    if (count == parts.size()) return std::nullopt;
    parts[count++] = text.substr(at, end - at);
    at = text.find_first_not_of(" ,-", end);
  }
  const auto number = [](std::string_view part) { return part.find_first_not_of(kDigits) == std::string_view::npos; };
  if (count == 2 && !number(parts[0]) && parts[1].size() == 4) return DateOf(english, parts[1], parts[0], "1");
  if (count != 3) return std::nullopt;
  const bool iso = text.size() == 10 && text[4] == '-' && text[7] == '-' && number(parts[1]);
  if (iso) return DateOf(english, parts[0], parts[1], parts[2]);
  if (text.find('-') != std::string_view::npos || parts[2].size() != 4) return std::nullopt;
  if (number(parts[0]) == number(parts[1])) return std::nullopt;
  return number(parts[0]) ? DateOf(english, parts[2], parts[1], parts[0])
                          : DateOf(english, parts[2], parts[0], parts[1]);
}

const LanguageFacts& English() {
  static const LanguageFacts kEnglish = [] {
    LanguageFacts facts;
    facts.language = "en";
    facts.months = {"January", "February", "March",     "April",   "May",      "June",
                    "July",    "August",   "September", "October", "November", "December"};
    return facts;
  }();
  return kEnglish;
}

}  // namespace

// {time: 1, 2}: a format and a date.
bool Time(Evaluation& evaluation, const Operands& operands) {
  const std::optional<DateParts> date = DateIn(evaluation.Value(operands[1]), English());
  if (!date || date->day == 0) return false;
  const auto text = Formatted(evaluation.Value(operands[0]), *date, evaluation.language());
  return text && !text->empty() && evaluation.WriteDerived(*text);
}

// {year: 1}: of "1970" or a date.
bool Year(Evaluation& evaluation, const Operands& operands) {
  const std::string_view value = evaluation.Value(operands[0]);
  const bool alone = value.size() == 4 && DateOf(English(), value, "", "");
  if (alone) return evaluation.WriteDerived(value);
  const std::optional<DateParts> date = DateIn(value, English());
  return date && evaluation.WriteDerived(fmt::format("{}", date->year));
}

}  // namespace linkbert::templates
