// Entity scores of tagged sentences as `seqeval` 1.2.2 gives them: an entity is right where type, begin and end are.
//
// kLenient: seqeval's mode None, the chunk rules of conlleval: I- after O or after another type begins an entity, E-
// and S- are understood, and a tag is read as its first letter and what follows the first '-' ("B" alone has type "_").
// kLenientBilou: the same with L- read as E- and U- as S-, which seqeval's mode None does not know: there, U- beside U-
// of the same type would be one entity. kStrict...: mode "strict" with that scheme: an entity is what the scheme
// allows. Pure; safe from any thread. Errors: kInput for a tag that is empty, or for kStrict... none of the scheme's
// letters.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "core/metrics/figures.h"
#include "data/datasets/tag_scheme.h"

namespace linkbert {

enum class TagRule : std::uint8_t { kLenient, kLenientBilou, kStrictIob1, kStrictIob2, kStrictIobes, kStrictBilou };

// scheme: of the tags; nothing: none that we know. IO is read as IOB1.
TagRule RuleOf(std::optional<TagScheme> scheme, bool strict);
// "seqeval's strict IOB2".
std::string RuleText(TagRule rule);

using TagSentences = std::vector<std::vector<std::string>>;

// type, first token, last token (inclusive); tokens are counted over all sentences, with one place between two of them.
using Entity = std::tuple<std::string, std::int64_t, std::int64_t>;

std::set<Entity> FindEntities(const TagSentences& sentences, TagRule rule);

struct EntityMetrics {
  std::map<std::string, MatchCounts> by_type;  // types found in gold or prediction
  MatchCounts total;
  std::int64_t tokens = 0, tokens_correct = 0;
};

// Requires: as many sentences, and as many tags in each.
EntityMetrics ScoreEntities(const TagSentences& gold, const TagSentences& predicted, TagRule rule);

// "precision", "recall", "f1" over all entities and "accuracy" over tokens.
Figures MicroFigures(const EntityMetrics& metrics);

// "macro_precision", "macro_recall", "macro_f1": unweighted means over types; without any type they have no value.
// LinkBERT's figure of PICO, whose files say B-X for every token of an entity: there, it is the tokens' macro F1.
Figures MacroFigures(const EntityMetrics& metrics);

// "TYPE_precision", "TYPE_recall", "TYPE_f1", "TYPE_number" (of gold entities) of each type.
Figures TypeFigures(const EntityMetrics& metrics);

}  // namespace linkbert
