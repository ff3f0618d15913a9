#include "core/model/parameters.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "core/device/cpu/cpu_device.h"
#include "tests/core/kernels/tensors.h"
#include "tests/core/sharding/host_tensors.h"

namespace linkbert {
namespace {

const BertConfig kConfig{.vocab_size = 300,
                         .hidden_size = 40,
                         .num_hidden_layers = 2,
                         .num_attention_heads = 4,
                         .intermediate_size = 80,
                         .max_position_embeddings = 50,
                         .pad_token_id = 5};

FlatParameters Initialized(const BertHeads& heads, std::int64_t bucket_elements, std::uint64_t seed) {
  FlatParameters parameters(HostDevice(), BertParameterSpecs(kConfig, heads), bucket_elements, GradientMemory::kNone);
  parameters.Write([&](std::span<float> flat) { InitializeParameters(parameters.layout(), kConfig, seed, flat); });
  return parameters;
}

TEST(Parameters, CountAsInTransformers) {
  // BertForPreTraining(bert-base) has 110,106,428 parameters with 2 classes; a third class adds 769.
  const FlatLayout layout(BertParameterSpecs({}, {}), 1 << 25);
  EXPECT_EQ(layout.parameters(), 110106428 + 769);
}

TEST(Parameters, HeadsAreOptional) {
  const FlatParameters encoder(HostDevice(), BertParameterSpecs(kConfig, {.pooler = false, .mlm = false, .drp = false}),
                               1 << 20, GradientMemory::kNone);
  EXPECT_FALSE(encoder.Has("bert.pooler.dense.weight"));
  EXPECT_FALSE(encoder.Has("cls.predictions.bias"));
  EXPECT_FALSE(encoder.Has("drp.weight"));
  EXPECT_TRUE(encoder.Has("bert.encoder.layer.1.output.LayerNorm.bias"));
}

TEST(Parameters, WeightDecayLeavesBiasesAndLayerNormAlone) {
  for (const ParameterSpec& spec : BertParameterSpecs(kConfig, {})) {
    EXPECT_EQ(spec.decay, spec.name.ends_with(".weight") && !spec.name.ends_with("LayerNorm.weight")) << spec.name;
  }
}

TEST(Parameters, QueryKeyAndValueAreOneMatrix) {
  const FlatLayout layout(BertParameterSpecs(kConfig, {}), 1 << 20);
  const auto begin = [&](const char* part) {
    return layout.Find(fmt::format("bert.encoder.layer.0.attention.self.{}.weight", part)).range.begin;
  };
  EXPECT_EQ(begin("key") - begin("query"), 40 * 40);
  EXPECT_EQ(begin("value") - begin("key"), 40 * 40);
}

TEST(Parameters, InitialValuesAreBerts) {
  const FlatParameters parameters = Initialized({}, 1 << 20, 7);
  const at::Tensor words = test::ValueOf(parameters, "bert.embeddings.word_embeddings.weight");
  EXPECT_TRUE(at::equal(words[5], at::zeros({40})));
  const at::Tensor others = words.narrow(0, 6, 294);
  EXPECT_NEAR(others.mean().item<double>(), 0.0, 0.0008);  // 4 standard errors of 11,760 values
  EXPECT_NEAR(others.std().item<double>(), 0.02, 0.00055);
  EXPECT_LT(others.abs().max().item<double>(), 0.12);
  EXPECT_TRUE(at::equal(test::ValueOf(parameters, "bert.embeddings.LayerNorm.weight"), at::ones({40})));
  EXPECT_TRUE(at::equal(test::ValueOf(parameters, "bert.encoder.layer.1.output.dense.bias"), at::zeros({40})));
  EXPECT_TRUE(at::equal(test::ValueOf(parameters, "cls.predictions.bias"), at::zeros({300})));
}

TEST(Parameters, InitialValuesDoNotDependOnThreadsBucketsOrHeads) {
  const FlatParameters many = [] {
    const test::Threads threads(4);
    return Initialized({}, 1 << 20, 7);
  }();
  const test::Threads threads(1);
  const FlatParameters few = Initialized({.mlm = false}, 100, 7), other = Initialized({}, 1 << 20, 8);
  for (const auto& entry : few.layout().entries()) {
    EXPECT_TRUE(at::equal(test::ValueOf(few, entry.spec.name), test::ValueOf(many, entry.spec.name)))
        << entry.spec.name;
  }
  EXPECT_FALSE(at::equal(test::ValueOf(many, "drp.weight"), test::ValueOf(other, "drp.weight")));
}

TEST(Parameters, DifferentParametersHaveDifferentValues) {
  const FlatParameters parameters = Initialized({}, 1 << 20, 7);
  EXPECT_FALSE(at::equal(test::ValueOf(parameters, "bert.encoder.layer.0.attention.self.query.weight"),
                         test::ValueOf(parameters, "bert.encoder.layer.0.attention.self.key.weight")));
}

TEST(Parameters, ViewsShareTheFlatMemory) {
  FlatParameters parameters(HostDevice(), BertParameterSpecs(kConfig, {}), 1 << 20, GradientMemory::kOwned);
  test::GradientOf(parameters, "drp.bias").fill_(3.0F);
  EXPECT_EQ(test::GradientsOf(parameters).sum().item<float>(), 9.0F);
  EXPECT_EQ(parameters.Find("drp.bias", {3}).gradient[1], 3.0F);
  parameters.ZeroGradients();
  EXPECT_EQ(test::GradientsOf(parameters).abs().sum().item<float>(), 0.0F);
  EXPECT_THROW(parameters.Find("drp.bias", {4}), Error);
}

}  // namespace
}  // namespace linkbert
