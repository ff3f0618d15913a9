#include "core/weight_files/tensorflow_names.h"

#include <gtest/gtest.h>

namespace linkbert {
namespace {

struct Named {
  const char* variable;
  const char* parameter;
  bool transposed;
};

TEST(TensorFlowNames, VariablesOfABertAreParameters) {
  constexpr Named kCases[] = {
      {"bert/embeddings/word_embeddings", "bert.embeddings.word_embeddings.weight", false},
      {"bert/embeddings/position_embeddings", "bert.embeddings.position_embeddings.weight", false},
      {"bert/embeddings/token_type_embeddings", "bert.embeddings.token_type_embeddings.weight", false},
      {"bert/embeddings/LayerNorm/gamma", "bert.embeddings.LayerNorm.weight", false},
      {"bert/encoder/layer_11/attention/self/query/kernel", "bert.encoder.layer.11.attention.self.query.weight", true},
      {"bert/encoder/layer_0/attention/self/query/bias", "bert.encoder.layer.0.attention.self.query.bias", false},
      {"bert/encoder/layer_0/attention/output/LayerNorm/beta", "bert.encoder.layer.0.attention.output.LayerNorm.bias",
       false},
      {"bert/encoder/layer_3/intermediate/dense/kernel", "bert.encoder.layer.3.intermediate.dense.weight", true},
      {"bert/pooler/dense/kernel", "bert.pooler.dense.weight", true},
      {"cls/predictions/transform/dense/kernel", "cls.predictions.transform.dense.weight", true},
      {"cls/predictions/transform/LayerNorm/gamma", "cls.predictions.transform.LayerNorm.weight", false},
      {"cls/predictions/output_bias", "cls.predictions.bias", false},
      {"cls/seq_relationship/output_weights", "cls.seq_relationship.weight", false},
      {"cls/seq_relationship/output_bias", "cls.seq_relationship.bias", false},
      {"output_weights", "classifier.weight", false},
      {"output_bias", "classifier.bias", false},
      {"cls/squad/output_weights", "qa_outputs.weight", false},
      {"cls/squad/output_bias", "qa_outputs.bias", false},
      {"another/dense/kernel", "another/dense/kernel", false},
      {"lonely", "lonely", false},
      {"", "", false},
  };
  for (const auto& [variable, parameter, transposed] : kCases) {
    const auto named = ParameterOfVariable(variable);
    ASSERT_TRUE(named) << variable;
    EXPECT_EQ(named->name, parameter);
    EXPECT_EQ(named->transposed, transposed) << variable;
  }
}

TEST(TensorFlowNames, WhatAnOptimizerKeepsIsNone) {
  for (const char* variable :
       {"global_step", "bert/embeddings/word_embeddings/adam_m", "bert/pooler/dense/kernel/adam_v",
        "output_bias/adam_m", "cls/predictions/output_bias/Adam_1", "beta1_power", "bert/pooler/dense/bias/lamb_v",
        "loss_scale", "bert/pooler/dense/kernel/AdamWeightDecayOptimizer_1"}) {
    EXPECT_FALSE(ParameterOfVariable(variable)) << variable;
  }
}

}  // namespace
}  // namespace linkbert
