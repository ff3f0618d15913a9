#include "core/checkpoint/model_weights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "base/error.h"
#include "core/checkpoint/safetensors_writer.h"
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
