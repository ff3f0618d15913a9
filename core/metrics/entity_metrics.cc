#include "core/metrics/entity_metrics.h"

#include <algorithm>
#include <string_view>

#include "base/error.h"
#include "data/tokens/utf8.h"

namespace linkbert {
namespace {

struct Tag {
  char32_t letter = U'O';
  std::string_view type;
};

std::size_t LetterBytes(const std::string& tag) {
  if (tag.empty()) throw Fail(ErrorCode::kInput, "a tag is empty, wanted one such as O, B-X or I-X.");
  return DecodeUtf8(tag, 0).bytes;
}

Tag LenientTag(const std::string& tag) {
  const std::size_t bytes = LetterBytes(tag);
  std::string_view type = std::string_view(tag).substr(bytes);
  if (const std::size_t dash = type.find('-'); dash != std::string_view::npos) type.remove_prefix(dash + 1);
  return {DecodeUtf8(tag, 0).code_point, type.empty() ? "_" : type};
}

Tag BilouTag(const std::string& tag) {
  Tag read = LenientTag(tag);
  if (read.letter == U'L') read.letter = U'E';
  if (read.letter == U'U') read.letter = U'S';
  return read;
}

// What seqeval's classes of schemes allow. Types: 's' the same, 'd' another, '*' any; letters: '*' any.
struct Pattern {
  char before, now, type;
};

struct StrictScheme {
  const char* name;
  std::string_view letters;
  std::span<const Pattern> begins, continues, ends;
};

constexpr Pattern kIob1Begins[] = {{'O', 'I', '*'}, {'I', 'I', 'd'}, {'B', 'I', '*'}, {'I', 'B', 's'}, {'B', 'B', 's'}};
constexpr Pattern kIobContinues[] = {{'B', 'I', 's'}, {'I', 'I', 's'}};
constexpr Pattern kIob1Ends[] = {{'I', 'I', 'd'}, {'I', 'O', '*'}, {'I', 'B', '*'},
                                 {'B', 'O', '*'}, {'B', 'I', 'd'}, {'B', 'B', 's'}};
constexpr Pattern kIob2Begins[] = {{'*', 'B', '*'}};
constexpr Pattern kIob2Ends[] = {{'I', 'O', '*'}, {'I', 'I', 'd'}, {'I', 'B', '*'},
                                 {'B', 'O', '*'}, {'B', 'I', 'd'}, {'B', 'B', '*'}};
constexpr Pattern kIobesBegins[] = {{'*', 'B', '*'}, {'*', 'S', '*'}};
constexpr Pattern kIobesContinues[] = {{'B', 'I', 's'}, {'B', 'E', 's'}, {'I', 'I', 's'}, {'I', 'E', 's'}};
constexpr Pattern kIobesEnds[] = {{'S', '*', '*'}, {'E', '*', '*'}};
constexpr Pattern kBilouBegins[] = {{'*', 'B', '*'}, {'*', 'U', '*'}};
constexpr Pattern kBilouContinues[] = {{'B', 'I', 's'}, {'B', 'L', 's'}, {'I', 'I', 's'}, {'I', 'L', 's'}};
constexpr Pattern kBilouEnds[] = {{'U', '*', '*'}, {'L', '*', '*'}};

const StrictScheme& SchemeOf(TagRule rule) {
  static const StrictScheme kSchemes[] = {{"IOB1", "IOB", kIob1Begins, kIobContinues, kIob1Ends},
                                          {"IOB2", "IOB", kIob2Begins, kIobContinues, kIob2Ends},
                                          {"IOBES", "IOBES", kIobesBegins, kIobesContinues, kIobesEnds},
                                          {"BILOU", "BILOU", kBilouBegins, kBilouContinues, kBilouEnds}};
  return kSchemes[static_cast<std::size_t>(rule) - static_cast<std::size_t>(TagRule::kStrictIob1)];
}

bool Matches(std::span<const Pattern> patterns, const Tag& before, const Tag& now) {
  return std::ranges::any_of(patterns, [&](const Pattern& p) {
    const auto is = [](char wanted, char32_t letter) {
      return wanted == '*' || static_cast<char32_t>(wanted) == letter;
    };
    return is(p.before, before.letter) && is(p.now, now.letter) &&
           (p.type == '*' || (before.type == now.type) == (p.type == 's'));
  });
}

Tag StrictTag(const std::string& tag, const StrictScheme& scheme) {
  const std::size_t bytes = LetterBytes(tag);
  const char32_t letter = DecodeUtf8(tag, 0).code_point;
  if (letter > 127 || scheme.letters.find(static_cast<char>(letter)) == scheme.letters.npos) {
    throw Fail(ErrorCode::kInput, "tag {} is none of the scheme {}, wanted the letters {}: score it leniently.", tag,
               scheme.name, scheme.letters);
  }
  std::string_view type = std::string_view(tag).substr(bytes);
  const std::size_t first = type.find_first_not_of('-');
  if (first == std::string_view::npos) return {letter, "_"};
  return {letter, type.substr(first, type.find_last_not_of('-') - first + 1)};
}

bool IsOneOf(char32_t letter, std::u32string_view letters) { return letters.find(letter) != letters.npos; }

// conlleval's rules; as there, a letter "." is like O where types differ.
bool EndsBetween(const Tag& before, const Tag& now) {
  if (IsOneOf(before.letter, U"ES")) return true;
  if (IsOneOf(before.letter, U"BI") && IsOneOf(now.letter, U"BSO")) return true;
  return !IsOneOf(before.letter, U"O.") && before.type != now.type;
}

bool BeginsBetween(const Tag& before, const Tag& now) {
  if (IsOneOf(now.letter, U"BS")) return true;
  if (IsOneOf(before.letter, U"ESO") && IsOneOf(now.letter, U"EI")) return true;
  return !IsOneOf(now.letter, U"O.") && before.type != now.type;
}

// seqeval runs over all sentences with an O behind each, and only the very first tag follows no type at all.
std::set<Entity> LenientEntities(const TagSentences& sentences, Tag (*read)(const std::string&)) {
  std::set<Entity> entities;
  const std::string outside = "O";
  Tag before{U'O', ""};
  std::int64_t begin = 0, place = 0;
  const auto step = [&](const std::string& text) {
    const Tag now = read(text);
    if (EndsBetween(before, now)) entities.emplace(before.type, begin, place - 1);
    if (BeginsBetween(before, now)) begin = place;
    before = now;
    ++place;
  };
  for (const std::vector<std::string>& sentence : sentences) {
    for (const std::string& tag : sentence) step(tag);
    step(outside);
  }
  return entities;
}

// As seqeval walks: what begins must also end as the scheme allows, and the walk goes on behind it.
void AddStrictEntities(const std::vector<Tag>& tags, const StrictScheme& scheme, std::int64_t place,
                       std::set<Entity>& entities) {
  Tag before = tags.back();  // the O behind the sentence
  for (std::size_t i = 0; i < tags.size();) {
    std::size_t next = i + 1;
    if (Matches(scheme.begins, before, tags[i])) {
      while (Matches(scheme.continues, tags[next - 1], tags[next])) ++next;
      if (Matches(scheme.ends, tags[next - 1], tags[next])) {
        entities.emplace(tags[i].type, place + static_cast<std::int64_t>(i),
                         place + static_cast<std::int64_t>(next) - 1);
      }
    }
    i = next;
    before = tags[i - 1];
  }
}

std::set<Entity> StrictEntities(const TagSentences& sentences, const StrictScheme& scheme) {
  std::set<Entity> entities;
  std::int64_t place = 0;
  for (const std::vector<std::string>& sentence : sentences) {
    std::vector<Tag> tags;
    for (const std::string& text : sentence) tags.push_back(StrictTag(text, scheme));
    tags.push_back({U'O', "_"});
    AddStrictEntities(tags, scheme, place, entities);
    place += static_cast<std::int64_t>(tags.size());
  }
  return entities;
}

}  // namespace

TagRule RuleOf(std::optional<TagScheme> scheme, bool strict) {
  if (!strict) return scheme == TagScheme::kBilou ? TagRule::kLenientBilou : TagRule::kLenient;
  switch (scheme.value_or(TagScheme::kIob2)) {
    case TagScheme::kIo:
    case TagScheme::kIob1:
      return TagRule::kStrictIob1;
    case TagScheme::kIob2:
      return TagRule::kStrictIob2;
    case TagScheme::kIobes:
      return TagRule::kStrictIobes;
    case TagScheme::kBilou:
      return TagRule::kStrictBilou;
  }
  return TagRule::kStrictIob2;
}

std::string RuleText(TagRule rule) {
  if (rule == TagRule::kLenient) return "seqeval's lenient rules (conlleval)";
  if (rule == TagRule::kLenientBilou) return "seqeval's lenient rules (conlleval), with L- of BILOU as E- and U- as S-";
  return fmt::format("seqeval's strict {}", SchemeOf(rule).name);
}

std::set<Entity> FindEntities(const TagSentences& sentences, TagRule rule) {
  if (rule == TagRule::kLenient) return LenientEntities(sentences, LenientTag);
  if (rule == TagRule::kLenientBilou) return LenientEntities(sentences, BilouTag);
  return StrictEntities(sentences, SchemeOf(rule));
}

EntityMetrics ScoreEntities(const TagSentences& gold, const TagSentences& predicted, TagRule rule) {
  LB_CHECK(gold.size() == predicted.size(), "{} sentences, {} predictions", gold.size(), predicted.size());
  EntityMetrics metrics;
  for (std::size_t s = 0; s < gold.size(); ++s) {
    LB_CHECK(gold[s].size() == predicted[s].size(), "sentence {}: {} tags, {} predicted", s, gold[s].size(),
             predicted[s].size());
    metrics.tokens += static_cast<std::int64_t>(gold[s].size());
    for (std::size_t t = 0; t < gold[s].size(); ++t) metrics.tokens_correct += gold[s][t] == predicted[s][t] ? 1 : 0;
  }
  const std::set<Entity> wanted = FindEntities(gold, rule), found = FindEntities(predicted, rule);
  for (const Entity& entity : wanted) ++metrics.by_type[std::get<0>(entity)].gold;
  for (const Entity& entity : found) {
    MatchCounts& counts = metrics.by_type[std::get<0>(entity)];
    ++counts.predicted;
    if (wanted.contains(entity)) ++counts.correct;
  }
  for (const auto& [type, counts] : metrics.by_type) metrics.total += counts;
  return metrics;
}

Figures MicroFigures(const EntityMetrics& metrics) {
  Figures figures = ToFigures(ScoreCounts(metrics.total));
  if (metrics.tokens == 0) {
    figures.Add({"accuracy", std::nullopt, "there are no tokens"});
  } else {
    figures.Add("accuracy", static_cast<double>(metrics.tokens_correct) / static_cast<double>(metrics.tokens));
  }
  return figures;
}

namespace {

void AddRemark(const std::string& type, const std::string& remark, std::string& all) {
  if (!remark.empty()) all += (all.empty() ? "" : "; ") + type + ": " + remark;
}

}  // namespace

Figures MacroFigures(const EntityMetrics& metrics) {
  Figures figures;
  const auto types = static_cast<double>(metrics.by_type.size());
  if (metrics.by_type.empty()) {
    for (const char* name : {"macro_precision", "macro_recall", "macro_f1"})
      figures.Add({name, std::nullopt, "no entity in gold or prediction"});
    return figures;
  }
  PrecisionRecallF1 sum;
  for (const auto& [type, counts] : metrics.by_type) {
    const PrecisionRecallF1 scores = ScoreCounts(counts);
    sum.precision += scores.precision;
    sum.recall += scores.recall;
    sum.f1 += scores.f1;
    AddRemark(type, scores.precision_remark, sum.precision_remark);
    AddRemark(type, scores.recall_remark, sum.recall_remark);
  }
  return ToFigures({sum.precision / types, sum.recall / types, sum.f1 / types, sum.precision_remark, sum.recall_remark},
                   "macro_");
}

Figures TypeFigures(const EntityMetrics& metrics) {
  Figures figures;
  for (const auto& [type, counts] : metrics.by_type) {
    figures.Add(ToFigures(ScoreCounts(counts), type + "_"));
    figures.Add(type + "_number", static_cast<double>(counts.gold));
  }
  return figures;
}

}  // namespace linkbert
