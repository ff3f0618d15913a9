// LabelSurvey: whether the labels of people's own tables are classes or scores, from all of them.
//
// Texts and whole numbers are classes; numbers with a decimal point or an exponent are scores, and then whole numbers
// among them are too (0, 0.5, 1). What is neither is refused with its line: NaN, infinity or a decimal comma among
// numbers, and texts among scores. Flow: every row's label -> [LabelSurvey] -> TableFormat::number_label, the report.
// Threads: one. Errors: kInput naming the line.
#pragma once
#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace linkbert {

class LabelSurvey {
 public:
  // where: "file:line". Labels of white space are passed over, as the conversion does.
  void Add(std::string_view label, const std::string& where);

  // Throws where the labels are of kinds that do not go together.
  bool AreScores() const;
  // What the labels were taken for, and the option for the other.
  std::string Text() const;

 private:
  enum Kind : std::uint8_t { kText, kWhole, kScore, kNotFinite, kDecimalComma };
  static constexpr std::size_t kKinds = 5;
  struct Seen {
    std::uint64_t count = 0;
    std::string label, where;  // of the first
  };

  static Kind KindOf(std::string_view label);
  void Refuse(Kind kind, const char* what) const;
  bool AnyNumber() const { return seen_[kWhole].count + seen_[kScore].count > 0; }

  std::array<Seen, kKinds> seen_;
  bool fraction_ = false;            // a score is no whole number in value
  std::set<std::string> different_;  // the first of the labels that differ
};

}  // namespace linkbert
