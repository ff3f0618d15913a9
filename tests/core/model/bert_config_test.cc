#include "core/model/bert_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "base/error.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// The message of the kInput error that reading this JSON gives.
std::string ErrorOf(const nlohmann::json& json) {
  try {
    BertConfigFromJson(json, "some/config.json");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInput);
    return error.what();
  }
  return "no error";
}

TEST(BertConfig, ComesBackFromItsJson) {
  const BertConfig config{.vocab_size = 100,
                          .hidden_size = 24,
                          .num_hidden_layers = 3,
                          .num_attention_heads = 6,
                          .intermediate_size = 50,
                          .hidden_act = "gelu_new",
                          .hidden_dropout_prob = 0.05,
                          .attention_probs_dropout_prob = 0.2,
                          .max_position_embeddings = 77,
                          .type_vocab_size = 3,
                          .initializer_range = 0.01,
                          .layer_norm_eps = 1e-6,
                          .pad_token_id = 9};
  const test::TemporaryFolder folder;
  WriteFileAtomically(folder / "config.json", ToJson(config).dump());
  EXPECT_EQ(ReadBertConfig(folder / "config.json"), config);
}

TEST(BertConfig, MissingAndNullKeysAreBertBase) {
  EXPECT_EQ(BertConfigFromJson({{"model_type", "bert"}, {"pad_token_id", nullptr}, {"unknown", 1}}, "x"), BertConfig());
}

TEST(BertConfig, NamesFileKeySeenAndWanted) {
  EXPECT_THAT(ErrorOf({{"hidden_size", "768"}}), AllOf(HasSubstr("some/config.json"), HasSubstr("hidden_size"),
                                                       HasSubstr("\"768\""), HasSubstr("integer")));
  EXPECT_THAT(ErrorOf({{"hidden_size", 100}, {"num_attention_heads", 12}}),
              AllOf(HasSubstr("num_attention_heads"), HasSubstr("12"), HasSubstr("100")));
  EXPECT_THAT(ErrorOf({{"hidden_act", "mish"}}), AllOf(HasSubstr("hidden_act"), HasSubstr("mish")));
  EXPECT_THAT(ErrorOf({{"vocab_size", 0}}), HasSubstr("vocab_size"));
  EXPECT_THAT(ErrorOf({{"num_hidden_layers", 100000}}), HasSubstr("num_hidden_layers: 100000, wanted 1 to 1024"));
  EXPECT_THAT(ErrorOf({{"hidden_size", 98304}}), HasSubstr("hidden_size: 98304, wanted 1 to 16384"));
  EXPECT_THAT(ErrorOf({{"type_vocab_size", 70000}}), HasSubstr("type_vocab_size"));
  EXPECT_THAT(ErrorOf({{"initializer_range", 11}}), HasSubstr("initializer_range: 11, wanted 0 to 10"));
  EXPECT_THAT(ErrorOf({{"hidden_dropout_prob", 1.0}}), HasSubstr("hidden_dropout_prob"));
  EXPECT_THAT(ErrorOf({{"pad_token_id", 30522}}), AllOf(HasSubstr("pad_token_id"), HasSubstr("30522")));
  EXPECT_THAT(ErrorOf({{"layer_norm_eps", 0}}), HasSubstr("layer_norm_eps"));
}

TEST(BertConfig, RefusesOtherNetworks) {
  EXPECT_THAT(ErrorOf({{"model_type", "roberta"}}), AllOf(HasSubstr("model_type"), HasSubstr("roberta")));
  EXPECT_THAT(ErrorOf({{"position_embedding_type", "relative_key"}}), HasSubstr("position_embedding_type"));
  EXPECT_THAT(ErrorOf({{"is_decoder", true}}), HasSubstr("is_decoder"));
  EXPECT_THAT(ErrorOf({{"tie_word_embeddings", false}}), HasSubstr("tie_word_embeddings"));
  EXPECT_THAT(ErrorOf(nlohmann::json::array()), HasSubstr("some/config.json"));
}

TEST(BertConfig, NamesAFileThatIsNoJson) {
  const test::TemporaryFolder folder;
  WriteFileAtomically(folder / "config.json", "{\"hidden_size\": ");
  EXPECT_THROW(ReadBertConfig(folder / "config.json"), Error);
  EXPECT_THROW(ReadBertConfig(folder / "missing.json"), Error);
}

}  // namespace
}  // namespace linkbert
