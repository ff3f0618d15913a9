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

Tag StrictTag(const std::string& tag) {
  const std::size_t bytes = LetterBytes(tag);
  const char32_t letter = DecodeUtf8(tag, 0).code_point;
  if (letter != U'B' && letter != U'I' && letter != U'O') {
    throw Fail(ErrorCode::kInput, "tag {} is none of the scheme IOB2, wanted O, B-X or I-X: score it leniently.", tag);
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
std::set<Entity> LenientEntities(const TagSentences& sentences) {
  std::set<Entity> entities;
  const std::string outside = "O";
  Tag before{U'O', ""};
  std::int64_t begin = 0, place = 0;
  const auto step = [&](const std::string& text) {
    const Tag now = LenientTag(text);
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

std::set<Entity> StrictEntities(const TagSentences& sentences) {
  std::set<Entity> entities;
  std::int64_t place = 0;
  for (const std::vector<std::string>& sentence : sentences) {
    std::int64_t begin = -1;  // of the entity that goes on
    std::string_view type;
    const auto close = [&] {
      if (begin >= 0) entities.emplace(type, begin, place - 1);
      begin = -1;
    };
    for (const std::string& text : sentence) {
      const Tag tag = StrictTag(text);
      if (tag.letter != U'I' || tag.type != type) close();
      if (tag.letter == U'B') {
        begin = place;
        type = tag.type;
      }
      ++place;
    }
    close();
    ++place;
  }
  return entities;
}

}  // namespace

std::set<Entity> FindEntities(const TagSentences& sentences, TagRule rule) {
  return rule == TagRule::kLenient ? LenientEntities(sentences) : StrictEntities(sentences);
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
    if (!scores.remark.empty()) sum.remark += (sum.remark.empty() ? "" : "; ") + type + ": " + scores.remark;
  }
  return ToFigures({sum.precision / types, sum.recall / types, sum.f1 / types, sum.remark}, "macro_");
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
