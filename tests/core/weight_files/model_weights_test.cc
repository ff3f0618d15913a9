#include "core/weight_files/model_weights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "base/error.h"
#include "core/weight_files/safetensors_writer.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// The layout's order is its own; values are told apart by what they begin with.
FlatLayout Layout() {
  return FlatLayout({{"bert.embeddings.LayerNorm.weight", {3}, false},
                     {"bert.pooler.dense.weight", {2, 2}, true},
                     {"drp.bias", {3}, false}},
                    100);
}

class ModelWeights : public testing::Test {
 protected:
  // Writes tensors whose elements count up from 10, 20, ...
  void Write(const std::vector<SafetensorsSpec>& specs) {
    std::vector<std::vector<float>> values;
    for (const SafetensorsSpec& spec : specs) {
      std::int64_t size = 1;
      for (const std::int64_t extent : spec.shape) size *= extent;
      values.emplace_back(static_cast<std::size_t>(size));
      std::iota(values.back().begin(), values.back().end(), 10.0F * static_cast<float>(values.size()));
    }
    WriteSafetensors(folder_ / "model.safetensors", specs, {values.begin(), values.end()});
  }

  ParameterMatch Load(const std::vector<std::string>& fresh = {}) {
    flat_.assign(static_cast<std::size_t>(layout_.size()), -1.0F);
    return LoadModelWeights(folder_.path(), layout_, flat_, fresh);
  }

  float First(const std::string& name) const {
    return flat_.at(static_cast<std::size_t>(layout_.Find(name).range.begin));
  }

  const test::TemporaryFolder folder_;
  const FlatLayout layout_ = Layout();
  std::vector<float> flat_;
};

TEST_F(ModelWeights, NamesThatWrappersMadeLongerAreUnderstood) {
  for (const std::string wrapper :
       {"module.", "_orig_mod.", "module._orig_mod.", "_orig_mod.module.", "0.auto_model.", "model.", "encoder.",
        "module.0.auto_model.", "model.encoder.", "transformer.bert.", "encoder.bert."}) {
    Write(
        {{wrapper + "embeddings.LayerNorm.weight", {3}}, {wrapper + "pooler.dense.weight", {2, 2}}, {"drp.bias", {3}}});
    EXPECT_THAT(Load().unexpected, IsEmpty()) << wrapper;
    EXPECT_EQ(First("bert.embeddings.LayerNorm.weight"), 10) << wrapper;
    EXPECT_EQ(First("bert.pooler.dense.weight"), 20) << wrapper;
  }
}

TEST_F(ModelWeights, OneParameterUnderTwoNamesIsRefused) {
  Write({{"module.embeddings.LayerNorm.weight", {3}}, {"bert.embeddings.LayerNorm.weight", {3}}});
  EXPECT_THROW(Load({"bert.pooler.", "drp."}), Error);
}

TEST(ModelWeightsGrowth, RowsOfATokenAreAddedWhereAskedForAlone) {
  const test::TemporaryFolder folder;
  const std::vector<float> rows = {1, 2, 3, 4, 5, 6}, bias = {3, 5, 7};
  WriteSafetensors(folder / "model.safetensors",
                   {{"embeddings.word_embeddings.weight", {3, 2}}, {"cls.predictions.bias", {3}}}, {rows, bias});
  const FlatLayout layout(
      {{"bert.embeddings.word_embeddings.weight", {4, 2}, true}, {"cls.predictions.bias", {4}, false}}, 100);
  std::vector<float> flat(static_cast<std::size_t>(layout.size()), -1.0F);
  const auto at = [&](const char* name, std::int64_t i) {
    return flat.at(static_cast<std::size_t>(layout.Find(name).range.begin + i));
  };
  EXPECT_THROW(LoadModelWeights(folder.path(), layout, flat, {}), Error);
  EXPECT_THROW(LoadModelWeights(folder.path(), layout, flat, {}, VocabularyGrowth{.old_rows = 2, .seed = 1}), Error);
  LoadModelWeights(folder.path(), layout, flat, {}, VocabularyGrowth{.old_rows = 3, .seed = 1});
  EXPECT_EQ(at("bert.embeddings.word_embeddings.weight", 5), 6);
  EXPECT_EQ(at("bert.embeddings.word_embeddings.weight", 6), 3) << "the mean: three rows on a line";
  EXPECT_EQ(at("bert.embeddings.word_embeddings.weight", 7), 4);
  EXPECT_EQ(at("cls.predictions.bias", 3), 0);
}

TEST_F(ModelWeights, OldNamesAreUnderstood) {
  Write({{"embeddings.LayerNorm.gamma", {3}}, {"pooler.dense.weight", {2, 2}}, {"drp.bias", {3}}});
  EXPECT_THAT(Load().unexpected, IsEmpty());
  EXPECT_EQ(First("bert.embeddings.LayerNorm.weight"), 10);
  EXPECT_EQ(First("bert.pooler.dense.weight"), 20);
  EXPECT_EQ(First("drp.bias"), 30);
}

TEST_F(ModelWeights, HeadsThatStartAnewMayBeMissing) {
  Write({{"embeddings.LayerNorm.weight", {3}}, {"bert.pooler.dense.weight", {2, 2}}});
  EXPECT_THAT(Load({"cls.", "drp."}).missing, ElementsAre("drp.bias"));
  EXPECT_EQ(First("drp.bias"), -1);  // left as it was
  EXPECT_THROW(Load({"cls."}), Error);
}

TEST_F(ModelWeights, CopiesArePassedOverAndStrangersAreListed) {
  Write({{"bert.embeddings.LayerNorm.weight", {3}},
         {"bert.pooler.dense.weight", {2, 2}},
         {"drp.bias", {3}},
         {"bert.embeddings.position_ids", {1, 4}},
         {"cls.predictions.decoder.weight", {5, 2}},
         {"qa_outputs.bias", {2}}});
  EXPECT_THAT(Load().unexpected, ElementsAre("qa_outputs.bias"));
}

TEST_F(ModelWeights, ShapesMustAgree) {
  Write({{"embeddings.LayerNorm.weight", {4}}, {"pooler.dense.weight", {2, 2}}, {"drp.bias", {3}}});
  try {
    Load();
    FAIL() << "loaded";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("has shape [4], the configuration wants [3]"));
  }
}

TEST_F(ModelWeights, TwoTensorsForOneParameterAreRefused) {
  Write({{"embeddings.LayerNorm.gamma", {3}}, {"embeddings.LayerNorm.weight", {3}}});
  EXPECT_THROW(Load({"bert.", "drp."}), Error);
}

}  // namespace
}  // namespace linkbert
