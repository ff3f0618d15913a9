#include "core/metrics/python_text.h"

#include <algorithm>

#include "base/ascii.h"
#include "core/metrics/python_text_tables.h"
#include "data/tokens/utf8.h"

namespace linkbert {
namespace {

constexpr char32_t kSigma = 0x3A3, kSmallSigma = 0x3C3, kFinalSigma = 0x3C2;
constexpr char32_t kDottedCapitalI = 0x130, kDotAbove = 0x307;

bool IsIn(std::span<const CodePointRange> ranges, char32_t c) {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), c,
                                      [](char32_t value, const CodePointRange& range) { return value < range.first; });
  return after != ranges.begin() && c <= std::prev(after)->last;
}

char32_t LowerOf(char32_t c) {
  const auto after = std::upper_bound(kLowerRuns.begin(), kLowerRuns.end(), c,
                                      [](char32_t value, const LowerRun& run) { return value < run.first; });
  if (after == kLowerRuns.begin()) return c;
  const LowerRun& run = *std::prev(after);
  if (c > run.last || (c - run.first) % run.step != 0) return c;
  return static_cast<char32_t>(static_cast<std::int32_t>(c) + run.distance);
}

std::vector<char32_t> CodePointsOf(std::string_view text) {
  std::vector<char32_t> code_points;
  for (std::size_t i = 0; i < text.size();) {
    const DecodedCharacter character = DecodeUtf8(text, i);
    code_points.push_back(character.code_point);
    i += character.bytes;
  }
  return code_points;
}

// Final_Sigma of SpecialCasing.txt: a cased character before it and none after it, case-ignorable ones passed over.
bool IsFinalSigma(const std::vector<char32_t>& text, std::size_t at) {
  const auto ignorable = [](char32_t c) { return IsIn(kCaseIgnorableRanges, c); };
  std::size_t before = at;
  while (before > 0 && ignorable(text[before - 1])) --before;
  if (before == 0 || !IsIn(kCasedRanges, text[before - 1])) return false;
  std::size_t after = at + 1;
  while (after < text.size() && ignorable(text[after])) ++after;
  return after == text.size() || !IsIn(kCasedRanges, text[after]);
}

}  // namespace

std::string PythonLower(std::string_view text) {
  const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) >= 0; });
  if (ascii) return InLowerAscii(text);
  const std::vector<char32_t> code_points = CodePointsOf(text);
  std::string lower;
  for (std::size_t i = 0; i < code_points.size(); ++i) {
    const char32_t c = code_points[i];
    if (c == kSigma) {
      AppendUtf8(IsFinalSigma(code_points, i) ? kFinalSigma : kSmallSigma, lower);
    } else if (c == kDottedCapitalI) {
      AppendUtf8(U'i', lower);
      AppendUtf8(kDotAbove, lower);
    } else {
      AppendUtf8(LowerOf(c), lower);
    }
  }
  return lower;
}

bool IsPythonSpace(char32_t code_point) { return IsIn(kPythonSpaceRanges, code_point); }

bool IsPythonAlnum(char32_t code_point) { return IsIn(kPythonAlnumRanges, code_point); }

bool IsPythonPunctuation(char32_t c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

std::vector<std::string_view> PythonSplit(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  const auto close = [&](std::size_t end) {
    if (end > begin) parts.push_back(text.substr(begin, end - begin));
  };
  for (std::size_t i = 0; i < text.size();) {
    const DecodedCharacter character = DecodeUtf8(text, i);
    if (IsPythonSpace(character.code_point)) {
      close(i);
      begin = i + character.bytes;
    }
    i += character.bytes;
  }
  close(text.size());
  return parts;
}

}  // namespace linkbert
