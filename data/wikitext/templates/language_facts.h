// LanguageFacts: how a language writes months, dates and numbers, and what units there are, as templates.txt says it.
#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace linkbert {

struct LanguageFacts {
  std::string language;                // "en"
  std::array<std::string, 12> months;  // empty where they are not known
  std::string date;                    // "{d:1er} {m} {y}", {d:x}: x is the first day; empty where it is not known
  std::string number;                  // one that shows the marks: "1,234.5"; empty where it is not known
  std::map<std::string, std::string, std::less<>> units;  // of {convert:}, by the code in wikitext: "sqmi" -> "sq mi"
  std::map<std::string, std::string, std::less<>> parts;  // what may follow a unit: "ft" -> "in"
};

inline constexpr std::string_view kDigits = "0123456789";
bool IsDigits(std::string_view text);  // at least one, and nothing else

// "12345.5" -> "12,345.5"; nothing where the text is no number, or the language's marks are not known.
std::optional<std::string> WithMarks(const LanguageFacts& language, std::string_view number);
// "12,345.5" -> "12345.5", likewise; marks are taken away wherever they stand.
std::optional<std::string> WithoutMarks(const LanguageFacts& language, std::string_view number);

// A month's number, from a number or a name; 0 where it is none.
int MonthOf(const LanguageFacts& language, std::string_view text);

struct DateParts {
  int year = 0, month = 0, day = 0;  // month and day may be 0
};

// Nothing for what is no date, such as February 30.
std::optional<DateParts> DateOf(const LanguageFacts& language, std::string_view year, std::string_view month,
                                std::string_view day);

// "May 2, 1970", "May 1970" or "1970"; by the language's way, or by `order`. Empty where the language's is not known.
std::string DateText(const LanguageFacts& language, const DateParts& date, std::string_view order = "");

}  // namespace linkbert
