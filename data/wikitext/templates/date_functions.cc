// Functions of dates.
#include <fmt/core.h>

#include "data/wikitext/templates/function_list.h"

namespace linkbert::templates {
namespace {

constexpr std::string_view kDayFirst = "{d} {m} {y}";

std::optional<DateParts> DateAt(const Evaluation& evaluation, const Operands& operands, std::size_t first) {
  return DateOf(evaluation.language(), evaluation.Value(operands[first]), evaluation.Value(operands[first + 1]),
                evaluation.Value(operands[first + 2]));
}

bool WriteDate(Evaluation& evaluation, const std::optional<DateParts>& date, std::string_view order) {
  if (!date) return false;
  const std::string text = DateText(evaluation.language(), *date, order);
  return !text.empty() && evaluation.WriteDerived(text);
}

std::string_view DayFirstOrder(const Evaluation& evaluation) {
  return evaluation.language().language == "en" ? kDayFirst : std::string_view();
}

}  // namespace

// {date: year, month, day} in the language's way, or {date: 1, 2, 3, df}: with the day first where df is "y...".
bool Date(Evaluation& evaluation, const Operands& operands) {
  const std::string_view day_first = operands.size() > 3 ? evaluation.Value(operands[3]) : std::string_view();
  const bool yes = day_first == "y" || day_first == "yes" || day_first == "1" || day_first == "true";
  const bool no = day_first.empty() || day_first == "n" || day_first == "no";
  if (!yes && !no) return false;
  return WriteDate(evaluation, DateAt(evaluation, operands, 0), yes ? DayFirstOrder(evaluation) : "");
}

// {dmy: year, month, day}
bool DayFirst(Evaluation& evaluation, const Operands& operands) {
  return WriteDate(evaluation, DateAt(evaluation, operands, 0), DayFirstOrder(evaluation));
}

// {written: 1}: a date in words as it is, "1970-05-02" in the language's way, and so "1 mai 1970" where the first day
// has an ordinal.
bool WrittenDate(Evaluation& evaluation, const Operands& operands) {
  const std::string_view value = evaluation.Value(operands[0]);
  if (value.size() == 10 && value[4] == '-' && value[7] == '-') {
    const auto date = DateOf(evaluation.language(), value.substr(0, 4), value.substr(5, 2), value.substr(8));
    return WriteDate(evaluation, date, "");
  }
  const std::size_t year = value.rfind(' ');
  if (value.starts_with("1 ") && year > 1 && evaluation.language().date.starts_with("{d:")) {
    const auto date = DateOf(evaluation.language(), value.substr(year + 1), value.substr(2, year - 2), "1");
    if (date) return WriteDate(evaluation, date, "");
  }
  const bool digits = value.find_first_of("0123456789") != std::string_view::npos;
  const bool plain = value.find_first_of("<>[]{}|\n=/()") == std::string_view::npos && value.size() <= 60;
  return digits && plain && evaluation.WriteOperand(operands[0]);
}

// {month: 1}: its name.
bool Month(Evaluation& evaluation, const Operands& operands) {
  const int month = MonthOf(evaluation.language(), evaluation.Value(operands[0]));
  if (month == 0) return false;
  const std::string& name = evaluation.language().months[static_cast<std::size_t>(month - 1)];
  return !name.empty() && evaluation.WriteDerived(name);
}

// {age: year, month, day, of birth's year, month, day}; of years alone "54-55".
bool Age(Evaluation& evaluation, const Operands& operands) {
  const std::optional<DateParts> death = DateAt(evaluation, operands, 0), birth = DateAt(evaluation, operands, 3);
  if (!death || !birth) return false;
  const int years = death->year - birth->year;
  const auto day_of = [](const DateParts& date) { return 100 * date.month + date.day; };
  const bool exact = death->day > 0 && birth->day > 0;
  const int age = exact && day_of(*death) < day_of(*birth) ? years - 1 : years;
  if (age < 0 || (!exact && years == 0)) return false;
  return evaluation.WriteDerived(exact ? fmt::format("{}", age) : fmt::format("{}\u2013{}", age - 1, age));
}

}  // namespace linkbert::templates
