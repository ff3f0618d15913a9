#include "data/datasets/tag_scheme.h"

#include <algorithm>

#include "base/error.h"

namespace linkbert {
namespace {

constexpr std::array<const char*, 5> kNames = {"IO", "IOB1", "IOB2", "IOBES", "BILOU"};
constexpr std::string_view kTagLetters = "BIOESLU";
constexpr std::uint64_t kClearly = 20;  // times fewer mistakes, for IOB1 to be what is meant
constexpr TagParts kOutside = {'O', ""};

bool IsOneOf(char letter, std::string_view letters) { return letters.find(letter) != letters.npos; }

// L is E and U is S, of another scheme.
char AsIobes(char letter) { return letter == 'L' ? 'E' : letter == 'U' ? 'S' : letter; }

// Whether an entity that is open may go on from one tag to the next.
bool GoesOn(const TagParts& before, const TagParts& now) {
  return IsOneOf(before.letter, "BI") && IsOneOf(AsIobes(now.letter), "IE") && before.type == now.type;
}

std::optional<TagScheme> ByLetters(bool b, bool i, bool es, bool lu) {
  if (es && lu) return std::nullopt;
  if (es) return TagScheme::kIobes;
  if (lu) return TagScheme::kBilou;
  if (b) return TagScheme::kIob2;
  return i ? std::optional(TagScheme::kIo) : std::nullopt;
}

}  // namespace

const char* SchemeName(TagScheme scheme) { return kNames[static_cast<std::size_t>(scheme)]; }

std::optional<TagScheme> ParseScheme(std::string_view name) {
  std::string upper(name);
  std::ranges::transform(upper, upper.begin(),
                         [](char c) { return static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c); });
  if (upper == "BIOES") return TagScheme::kIobes;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (upper == kNames[i]) return static_cast<TagScheme>(i);
  }
  return std::nullopt;
}

std::optional<TagParts> SplitTag(std::string_view tag) {
  if (tag == "O") return kOutside;
  if (tag.empty() || tag[0] == 'O' || !IsOneOf(tag[0], kTagLetters)) return std::nullopt;
  if (tag.size() == 1) return TagParts{tag[0], ""};
  if (tag[1] != '-') return std::nullopt;
  return TagParts{tag[0], tag.substr(2)};
}

std::optional<TagScheme> SchemeOfTags(std::span<const std::string> tags) {
  bool b = false, i = false, es = false, lu = false;
  for (const std::string& tag : tags) {
    const std::optional<TagParts> parts = SplitTag(tag);
    if (!parts) return std::nullopt;
    b = b || parts->letter == 'B';
    i = i || parts->letter == 'I';
    es = es || IsOneOf(parts->letter, "ES");
    lu = lu || IsOneOf(parts->letter, "LU");
  }
  return ByLetters(b, i, es, lu);
}

void SchemeSurvey::AddBreaks(const TagParts& before, const TagParts& now) {
  const bool same = before.letter != 'O' && before.type == now.type;
  if (now.letter == 'I' && !(IsOneOf(before.letter, "BI") && same)) ++iob2_breaks_;
  if (now.letter == 'B' && !(IsOneOf(before.letter, "BI") && same)) ++iob1_breaks_;
  const bool open = IsOneOf(before.letter, "BI"), continues = IsOneOf(AsIobes(now.letter), "IE");
  if ((open || continues) && !GoesOn(before, now)) ++closed_breaks_;
}

void SchemeSurvey::Add(std::span<const std::string> tags) {
  TagParts before = kOutside;
  for (const std::string& tag : tags) {
    const std::optional<TagParts> parts = SplitTag(tag);
    if (!parts) {
      ++others_;
      before = kOutside;
      continue;
    }
    ++letters_[static_cast<unsigned char>(parts->letter)];
    AddBreaks(before, *parts);
    before = *parts;
  }
  AddBreaks(before, kOutside);
}

std::uint64_t SchemeSurvey::Count(std::string_view letters) const {
  std::uint64_t count = 0;
  for (const char letter : letters) count += letters_[static_cast<unsigned char>(letter)];
  return count;
}

bool SchemeSurvey::Mixed() const { return Count("ES") > 0 && Count("LU") > 0; }

std::optional<TagScheme> SchemeSurvey::Scheme() const {
  if (others_ > 0) return std::nullopt;
  const auto scheme = ByLetters(Count("B") > 0, Count("I") > 0, Count("ES") > 0, Count("LU") > 0);
  if (scheme != TagScheme::kIob2) return scheme;
  return kClearly * iob1_breaks_ < iob2_breaks_ ? TagScheme::kIob1 : TagScheme::kIob2;
}

std::uint64_t SchemeSurvey::Breaks() const {
  const std::optional<TagScheme> scheme = Scheme();
  if (!scheme || scheme == TagScheme::kIo) return 0;
  if (scheme == TagScheme::kIob1) return iob1_breaks_;
  return scheme == TagScheme::kIob2 ? iob2_breaks_ : closed_breaks_;
}

std::string SchemeSurvey::Text() const {
  if (Mixed()) return "IOBES and BILOU mixed";
  const std::optional<TagScheme> scheme = Scheme();
  if (!scheme) return others_ > 0 ? "no scheme that we know" : "no entity";
  const std::uint64_t breaks = Breaks();
  return breaks == 0 ? SchemeName(*scheme) : fmt::format("{}, which {} tags break", SchemeName(*scheme), breaks);
}

std::vector<TagSpan> ReadSpans(std::span<const std::string> tags) {
  std::vector<TagSpan> spans;
  TagParts before = kOutside;
  bool open = false;  // the last span may go on
  for (std::size_t word = 0; word < tags.size(); ++word) {
    const std::optional<TagParts> parts = SplitTag(tags[word]);
    LB_CHECK(parts.has_value(), "tag {}", tags[word]);
    const char letter = AsIobes(parts->letter);
    if (letter == 'O') {
      open = false;
    } else if (open && IsOneOf(letter, "IE") && before.type == parts->type) {
      spans.back().end = word + 1;
      open = letter == 'I';
    } else {
      spans.push_back({std::string(parts->type), word, word + 1});
      open = IsOneOf(letter, "BI");
    }
    before = *parts;
  }
  return spans;
}

std::vector<std::string> WriteTags(std::span<const TagSpan> spans, std::size_t words, TagScheme scheme) {
  std::vector<std::string> tags(words, "O");
  const bool closed = scheme == TagScheme::kIobes || scheme == TagScheme::kBilou;
  const char last = scheme == TagScheme::kIobes ? 'E' : 'L', alone = scheme == TagScheme::kIobes ? 'S' : 'U';
  const TagSpan* before = nullptr;
  for (const TagSpan& span : spans) {
    const bool beside = before != nullptr && before->end == span.begin && before->type == span.type;
    for (std::size_t word = span.begin; word < span.end; ++word) {
      char letter = 'I';
      if (word == span.begin && scheme != TagScheme::kIo && (scheme != TagScheme::kIob1 || beside)) letter = 'B';
      if (closed && word + 1 == span.end) letter = word == span.begin ? alone : last;
      tags[word] = span.type.empty() ? std::string(1, letter) : fmt::format("{}-{}", letter, span.type);
    }
    before = &span;
  }
  return tags;
}

}  // namespace linkbert
