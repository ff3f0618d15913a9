#include "data/tokens/tokenizer_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/error.h"
#include "data/tokens/tokenizer_json.h"
#include "tests/data/tokens/tokens_test_support.h"

namespace linkbert {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;

const char kPieces[] = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n##b\n";

class TokenizerFolder : public testing::Test {
 protected:
  void WriteText(const char* name, const std::string& text) { WriteFileAtomically(folder_ / name, text); }
  void Write(const char* name, const json& content) { WriteText(name, content.dump()); }
  void WriteAll(const Vocabulary& vocabulary, const NormalizerOptions& normalizer) {
    for (const auto& [name, content] : TokenizerFiles(vocabulary, normalizer, 512)) WriteText(name.c_str(), content);
  }
  json WrittenJson() { return json::parse(ReadFile(folder_ / "tokenizer.json")); }
  LoadedTokenizer Load() { return LoadTokenizer(folder_.path()); }
  NormalizerOptions Normalizer() { return Load().normalizer; }
  std::string Failure() {
    try {
      Load();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInput);
      return error.what();
    }
    return "";
  }

  const TemporaryFolder folder_;
};

TEST_F(TokenizerFolder, VocabularyAloneIsUncased) {
  WriteText("vocab.txt", kPieces);
  EXPECT_EQ(Normalizer(), BertNormalizer(true));
  EXPECT_EQ(Load().vocabulary.size(), 7);
}

// Google's folders said it by their name alone.
TEST_F(TokenizerFolder, WhereOnlyGooglesConfigurationIsThereTheVocabularyTellsItsCase) {
  WriteText("vocab.txt", std::string(kPieces) + "The\n");
  EXPECT_EQ(Normalizer(), BertNormalizer(true));
  Write("bert_config.json", json::object());
  EXPECT_EQ(Normalizer(), BertNormalizer(false));
  std::string many = kPieces;
  for (int i = 0; i < 992; ++i) many += fmt::format("##{}\n", i);
  WriteText("vocab.txt", many + "The\n");  // 1 of 1,000
  EXPECT_EQ(Normalizer(), BertNormalizer(true));
  WriteText("vocab.txt", std::string(kPieces) + "[CAPITALS]\n");
  EXPECT_EQ(Normalizer(), BertNormalizer(true));
  WriteText("vocab.txt", std::string(kPieces) + "The\n");
  Write("tokenizer_config.json", {{"do_lower_case", true}});
  EXPECT_EQ(Normalizer(), BertNormalizer(true));
  std::filesystem::remove(folder_ / "tokenizer_config.json");
  Write("config.json", json::object());
  EXPECT_EQ(Normalizer(), BertNormalizer(true));  // as transformers takes it
}

TEST_F(TokenizerFolder, EveryOptionOfTheConfigurationIsObeyed) {
  WriteText("vocab.txt", kPieces);
  for (const bool lower : {false, true}) {
    for (const auto& strip : {json(nullptr), json(false), json(true)}) {
      for (const bool chinese : {false, true}) {
        Write("tokenizer_config.json",
              {{"do_lower_case", lower}, {"strip_accents", strip}, {"tokenize_chinese_chars", chinese}});
        const NormalizerOptions wanted{.lower_case = lower,
                                       .strip_accents = strip.is_null() ? lower : strip.get<bool>(),
                                       .chinese_characters = chinese};
        EXPECT_EQ(Normalizer(), wanted) << ToText(wanted);
      }
    }
  }
  Write("tokenizer_config.json", {{"strip_accents", "no"}});
  EXPECT_THAT(Failure(), AllOf(HasSubstr("tokenizer_config.json"), HasSubstr("strip_accents"), HasSubstr("\"no\"")));
}

TEST_F(TokenizerFolder, WhatIsWrittenIsReadFromAnyOfTheFiles) {
  const Vocabulary vocabulary(
      {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "", "##b"},
      {{.content = "[E1]", .special = true}, {.content = "a", .lstrip = true, .normalized = true}}, "test");
  const NormalizerOptions normalizer{.lower_case = true, .strip_accents = false, .chinese_characters = false};
  for (const auto& removed : {std::vector<const char*>{},
                              {"vocab.txt"},
                              {"tokenizer.json"},
                              {"tokenizer_config.json"},
                              {"added_tokens.json"},
                              {"vocab.txt", "added_tokens.json", "tokenizer_config.json"}}) {
    WriteAll(vocabulary, normalizer);
    for (const char* name : removed) std::filesystem::remove(folder_ / name);
    EXPECT_EQ(Load().vocabulary.DifferenceFrom(vocabulary), "");
    EXPECT_EQ(Normalizer(), normalizer);
  }
}

TEST_F(TokenizerFolder, CleaningIsObeyedWhereTokenizerJsonForbidsIt) {
  NormalizerOptions normalizer = BertNormalizer(true);
  normalizer.clean_text = false;
  WriteAll(MakeVocabulary({"a"}), normalizer);
  EXPECT_EQ(Normalizer(), normalizer);
}

TEST_F(TokenizerFolder, APieceOfWhiteSpaceIsABlankLineInBothForms) {
  WriteAll(MakeVocabulary({"a", "b"}), BertNormalizer(true));
  json content = WrittenJson();
  content["model"]["vocab"].erase("a");
  content["model"]["vocab"]["\u2028"] = 5;
  Write("tokenizer.json", content);
  WriteText("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n\u2028\nb\n");
  EXPECT_EQ(Load().vocabulary.Find("b"), 6);
  EXPECT_EQ(Load().vocabulary.Piece(5), "");
}

TEST_F(TokenizerFolder, FilesThatDisagreeAreBothNamed) {
  WriteAll(MakeVocabulary({"a", "b"}), BertNormalizer(true));
  WriteText("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nc\n");
  EXPECT_THAT(Failure(), AllOf(HasSubstr("vocab.txt"), HasSubstr("tokenizer.json"), HasSubstr("id 6"),
                               HasSubstr("\"c\""), HasSubstr("\"b\"")));
  WriteText("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n");
  EXPECT_THAT(Failure(), AllOf(HasSubstr("nothing"), HasSubstr("6 and 7 pieces")));
}

TEST_F(TokenizerFolder, CasedTokenizerJsonNeedsTheConfigurationToSaySo) {
  WriteAll(MakeVocabulary({"a"}), BertNormalizer(false));
  Write("tokenizer_config.json", {{"model_max_length", 512}});
  EXPECT_THAT(Failure(), AllOf(HasSubstr("tokenizer.json"), HasSubstr("do_lower_case false"), HasSubstr("takes true")));
  Write("tokenizer_config.json", {{"tokenizer_class", "PreTrainedTokenizerFast"}, {"do_lower_case", true}});
  EXPECT_EQ(Normalizer(), BertNormalizer(false));
}

TEST_F(TokenizerFolder, OtherTokenizersAreRefusedByName) {
  const std::vector<std::pair<const char*, json>> changes = {{"/model/type", "Unigram"},
                                                             {"/model/unk_token", "<unk>"},
                                                             {"/model/continuing_subword_prefix", "@@"},
                                                             {"/model/max_input_chars_per_word", 200},
                                                             {"/normalizer/type", "NFKC"},
                                                             {"/pre_tokenizer/type", "Whitespace"},
                                                             {"/post_processor/type", "RobertaProcessing"}};
  for (const auto& [place, value] : changes) {
    WriteAll(MakeVocabulary({"a"}), BertNormalizer(true));
    json content = WrittenJson();
    content[json::json_pointer(place)] = value;
    Write("tokenizer.json", content);
    std::string key = std::string(place).substr(1);
    std::ranges::replace(key, '/', '.');
    EXPECT_THAT(Failure(), AllOf(HasSubstr("tokenizer.json"), HasSubstr(key), HasSubstr(value.dump())));
  }
  WriteText("tokenizer.json", "{");
  EXPECT_THAT(Failure(), HasSubstr("no JSON"));
}

TEST_F(TokenizerFolder, OtherClassesAndSpecialPiecesAreRefusedByName) {
  WriteText("vocab.txt", kPieces);
  Write("tokenizer_config.json", {{"tokenizer_class", "BertJapaneseTokenizer"}});
  EXPECT_THAT(Failure(), HasSubstr("BertJapaneseTokenizer"));
  Write("tokenizer_config.json", {{"unk_token", "<unk>"}});
  EXPECT_THAT(Failure(), AllOf(HasSubstr("unk_token"), HasSubstr("<unk>")));
}

TEST_F(TokenizerFolder, OldFilesOfAddedTokensGiveIdsAndFlags) {
  WriteText("vocab.txt", kPieces);
  Write("added_tokens.json", {{"[SUBJ]", 7}, {"Word", 8}});
  Write("special_tokens_map.json", {{"additional_special_tokens", json::array({"[SUBJ]"})},
                                    {"mask_token", {{"content", "[MASK]"}, {"lstrip", true}, {"normalized", false}}}});
  const LoadedTokenizer loaded = Load();
  ASSERT_EQ(loaded.vocabulary.added().size(), 7U);
  EXPECT_EQ(loaded.vocabulary.added()[4], (AddedToken{.content = "[MASK]", .id = 4, .special = true, .lstrip = true}));
  EXPECT_EQ(loaded.vocabulary.added()[5], (AddedToken{.content = "[SUBJ]", .id = 7, .special = true}));
  EXPECT_EQ(loaded.vocabulary.added()[6], (AddedToken{.content = "Word", .id = 8, .normalized = true}));
  Write("added_tokens.json", {{"[SUBJ]", 9}});
  EXPECT_THAT(Failure(), AllOf(HasSubstr("[SUBJ]"), HasSubstr("9"), HasSubstr("7")));
}

TEST_F(TokenizerFolder, TwoFilesMayNotDisagreeOnAnAddedToken) {
  WriteAll(Vocabulary({"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}, {{.content = "[E]", .special = true}}, "test"),
           BertNormalizer(true));
  json content = WrittenJson();
  content["added_tokens"][5]["rstrip"] = true;
  Write("tokenizer.json", content);
  EXPECT_THAT(Failure(), AllOf(HasSubstr("tokenizer_config.json"), HasSubstr("tokenizer.json"), HasSubstr("[E]")));
}

TEST_F(TokenizerFolder, AFolderWithoutATokenizerIsRefused) {
  EXPECT_FALSE(HoldsTokenizer(folder_.path()));
  EXPECT_THAT(Failure(), AllOf(HasSubstr("vocab.txt"), HasSubstr("tokenizer.json")));
}

}  // namespace
}  // namespace linkbert
