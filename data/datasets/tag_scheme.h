// Tag schemes of named entities: how tags such as B-PER say where an entity begins and ends.
//
//   IO     I-X                          entities side by side cannot be told apart
//   IOB1   I-X; B-X only where an entity of the same type is right before
//   IOB2   B-X begins every entity, I-X goes on
//   IOBES  B-X ... I-X ... E-X; S-X alone (also called BIOES)
//   BILOU  B-X ... I-X ... L-X; U-X alone
// Flow: tagged sentences -> [SchemeSurvey] -> what people are told, how tags are scored; tags -> [ReadSpans] ->
// [WriteTags] -> another scheme. Pure. ReadSpans reads all five alike, also tags that break their scheme: as conlleval,
// with L like E and U like S.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace linkbert {

enum class TagScheme : std::uint8_t { kIo, kIob1, kIob2, kIobes, kBilou };

const char* SchemeName(TagScheme scheme);  // "IOB2"
// "iob2", in either case; "bioes" is IOBES.
std::optional<TagScheme> ParseScheme(std::string_view name);

struct TagParts {
  char letter;            // B, I, O, E, S, L or U
  std::string_view type;  // "PER"; empty where the tag is a letter alone
};
// Nothing where it is no tag of a scheme.
std::optional<TagParts> SplitTag(std::string_view tag);

// By the tags that occur alone: what a model with these labels speaks. Nothing where one is no tag of a scheme, or
// IOBES and BILOU are mixed.
std::optional<TagScheme> SchemeOfTags(std::span<const std::string> tags);

class SchemeSurvey {
 public:
  void Add(std::span<const std::string> tags);  // of one sentence

  // Nothing where there is no entity, IOBES and BILOU are mixed, or a tag is of no scheme.
  std::optional<TagScheme> Scheme() const;
  bool Mixed() const;  // IOBES and BILOU
  // Tags that the scheme does not allow where they stand.
  std::uint64_t Breaks() const;
  // "IOB2", "IOB2, which 3 tags break", "no scheme that we know".
  std::string Text() const;

 private:
  std::uint64_t Count(std::string_view letters) const;
  void AddBreaks(const TagParts& before, const TagParts& now);

  std::array<std::uint64_t, 128> letters_{};
  std::uint64_t others_ = 0;
  std::uint64_t iob1_breaks_ = 0, iob2_breaks_ = 0, closed_breaks_ = 0;  // closed: IOBES and BILOU
};

struct TagSpan {
  std::string type;
  std::size_t begin, end;  // words
  bool operator==(const TagSpan&) const = default;
};

// Requires: tags of a scheme.
std::vector<TagSpan> ReadSpans(std::span<const std::string> tags);
// Requires: spans that do not overlap, ascending, within `words`.
std::vector<std::string> WriteTags(std::span<const TagSpan> spans, std::size_t words, TagScheme scheme);

}  // namespace linkbert
