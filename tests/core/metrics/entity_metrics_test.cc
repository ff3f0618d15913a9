#include "core/metrics/entity_metrics.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace linkbert {
namespace {

using Found = std::set<Entity>;

// The examples of seqeval's documentation and conlleval's rules.
TEST(EntityMetrics, LenientChunksFollowConlleval) {
  const auto find = [](const std::vector<std::string>& tags) { return FindEntities({tags}, TagRule::kLenient); };
  EXPECT_EQ(find({"B-PER", "I-PER", "O", "B-LOC"}), (Found{{"PER", 0, 1}, {"LOC", 3, 3}}));
  EXPECT_EQ(find({"I-PER", "I-LOC", "I-LOC"}), (Found{{"PER", 0, 0}, {"LOC", 1, 2}}));
  EXPECT_EQ(find({"B-PER", "B-PER"}), (Found{{"PER", 0, 0}, {"PER", 1, 1}}));
  EXPECT_EQ(find({"B-X", "E-X", "S-X", "I-X"}), (Found{{"X", 0, 1}, {"X", 2, 2}, {"X", 3, 3}}));
}

TEST(EntityMetrics, LenientTagsNeedNoType) {
  EXPECT_EQ(FindEntities({{"B", "I", "O", "B"}}, TagRule::kLenient), (Found{{"_", 0, 1}, {"_", 3, 3}}));
  EXPECT_EQ(FindEntities({{"B-A-B"}}, TagRule::kLenient), (Found{{"A-B", 0, 0}}));
}

TEST(EntityMetrics, EntitiesEndWithTheirSentence) {
  const TagSentences sentences = {{"B-X"}, {"I-X"}};
  EXPECT_EQ(FindEntities(sentences, TagRule::kLenient), (Found{{"X", 0, 0}, {"X", 2, 2}}));
  EXPECT_EQ(FindEntities(sentences, TagRule::kStrictIob2), (Found{{"X", 0, 0}}));
}

TEST(EntityMetrics, StrictEntitiesBeginWithB) {
  const auto find = [](const std::vector<std::string>& tags) { return FindEntities({tags}, TagRule::kStrictIob2); };
  EXPECT_EQ(find({"I-X", "B-X", "I-X", "I-Y", "O", "I-X"}), (Found{{"X", 1, 2}}));
  EXPECT_EQ(find({"B-X", "B-X", "I-X"}), (Found{{"X", 0, 0}, {"X", 1, 2}}));
  EXPECT_THROW(find({"E-X"}), Error);
  EXPECT_THROW(find({""}), Error);
}

// By hand: X is found in 1 of 2, with 2 predicted; Y is predicted once and nowhere.
TEST(EntityMetrics, ScoresTypesAndTheirMeans) {
  const TagSentences gold = {{"B-X", "O", "B-X", "O"}}, predicted = {{"B-X", "B-X", "O", "B-Y"}};
  const EntityMetrics metrics = ScoreEntities(gold, predicted, TagRule::kLenient);
  const Figures micro = MicroFigures(metrics), macro = MacroFigures(metrics), types = TypeFigures(metrics);
  EXPECT_DOUBLE_EQ(*micro.Find("precision")->value, 1.0 / 3);
  EXPECT_DOUBLE_EQ(*micro.Find("recall")->value, 0.5);
  EXPECT_DOUBLE_EQ(*micro.Find("f1")->value, 0.4);
  EXPECT_DOUBLE_EQ(*micro.Find("accuracy")->value, 0.25);
  EXPECT_DOUBLE_EQ(*macro.Find("macro_f1")->value, 0.25);
  EXPECT_NE(macro.Find("macro_recall")->remark.find("Y: "), std::string::npos);
  EXPECT_DOUBLE_EQ(*types.Find("X_f1")->value, 0.5);
  EXPECT_DOUBLE_EQ(*types.Find("Y_number")->value, 0);
}

TEST(EntityMetrics, WithoutEntitiesTheMeanOverTypesIsUndefined) {
  const EntityMetrics metrics = ScoreEntities({{"O"}}, {{"O"}}, TagRule::kLenient);
  EXPECT_FALSE(MacroFigures(metrics).Find("macro_f1")->value);
  const Figures micro = MicroFigures(metrics);
  EXPECT_EQ(micro.Find("f1")->value, 0.0);
  EXPECT_NE(micro.Find("f1")->remark.find("nothing was predicted"), std::string::npos);
}

TEST(EntityMetrics, BilouIsReadAsIobes) {
  const std::vector<std::string> tags = {"U-X", "U-X", "B-Y", "L-Y", "L-Y"};
  EXPECT_EQ(FindEntities({tags}, TagRule::kLenientBilou), (Found{{"X", 0, 0}, {"X", 1, 1}, {"Y", 2, 3}, {"Y", 4, 4}}));
  EXPECT_EQ(FindEntities({tags}, TagRule::kLenient), (Found{{"X", 0, 1}, {"Y", 2, 4}}));  // as seqeval's mode None
  EXPECT_EQ(FindEntities({tags}, TagRule::kStrictBilou), (Found{{"X", 0, 0}, {"X", 1, 1}, {"Y", 2, 3}}));
}

TEST(EntityMetrics, StrictSchemesAllowWhatTheyDefine) {
  const auto find = [](const std::vector<std::string>& tags, TagRule rule) { return FindEntities({tags}, rule); };
  EXPECT_EQ(find({"I-X", "I-X", "B-X", "I-Y", "O", "B-X"}, TagRule::kStrictIob1),
            (Found{{"X", 0, 1}, {"X", 2, 2}, {"Y", 3, 3}}));
  EXPECT_EQ(find({"B-X", "I-X", "E-X", "S-X", "B-X", "O", "E-X"}, TagRule::kStrictIobes),
            (Found{{"X", 0, 2}, {"X", 3, 3}}));
  EXPECT_THROW(find({"E-X"}, TagRule::kStrictBilou), Error);
  EXPECT_EQ(RuleOf(TagScheme::kIo, true), TagRule::kStrictIob1);
  EXPECT_EQ(RuleOf(TagScheme::kBilou, false), TagRule::kLenientBilou);
  EXPECT_EQ(RuleOf(std::nullopt, true), TagRule::kStrictIob2);
}

TEST(EntityMetrics, ARemarkIsOfTheFigureThatIsZeroByZero) {
  const EntityMetrics metrics = ScoreEntities({{"B-X"}}, {{"O"}}, TagRule::kLenient);
  const Figures micro = MicroFigures(metrics), macro = MacroFigures(metrics);
  EXPECT_FALSE(micro.Find("precision")->remark.empty());
  EXPECT_TRUE(micro.Find("recall")->remark.empty());
  EXPECT_FALSE(macro.Find("macro_precision")->remark.empty());
  EXPECT_TRUE(macro.Find("macro_recall")->remark.empty());
}

}  // namespace
}  // namespace linkbert
