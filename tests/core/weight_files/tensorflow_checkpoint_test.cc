#include "core/weight_files/tensorflow_checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "base/error.h"
#include "core/model_folders/model_folder.h"
#include "core/weight_files/model_tensors.h"
#include "core/weight_files/safetensors.h"
#include "tests/core/weight_files/tensorflow_builder.h"
#include "tests/support/checkout.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;
using test::BytesField;
using test::FloatBytes;
using test::Floats;
using test::KeyValues;
using test::NumberField;
using test::Table;
using test::TableBlock;
using test::TableBuilder;
using test::Variable;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::uint64_t kHuge = std::uint64_t{1} << 62;

std::string RefusalOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInput);
    return error.what();
  }
  return "taken";
}

class TensorFlowCheckpoints : public testing::Test {
 protected:
  void Write(const std::map<std::string, Variable>& variables, std::uint64_t shards = 1,
             const std::string& name = "m.ckpt-7") const {
    test::WriteCheckpoint(folder_ / name, variables, shards);
  }
  std::string Refusal() const {
    return RefusalOf([&] { const TensorFlowCheckpoint checkpoint(index_); });
  }
  // Of an index beside data of six floats.
  std::string RefusalOfIndex(const std::string& index) const {
    WriteFileAtomically(index_, index);
    return Refusal();
  }
  std::string RefusalOfEntry(const std::string& message, const std::string& header = test::HeaderMessage(1)) const {
    return RefusalOfIndex(Table({{"", header}, {"x", message}}));
  }

  const test::TemporaryFolder folder_;
  const std::string index_ = folder_ / "m.ckpt-7.index";
  const std::string data_ = folder_ / "m.ckpt-7.data-00000-of-00001";
};

const Variable kSixFloats = {{2, 3}, FloatBytes({0, 1, 2, 3, 4, 5})};

TEST_F(TensorFlowCheckpoints, KernelsAreTransposedAndSlotsLeftOut) {
  Write({{"bert/pooler/dense/kernel", kSixFloats},
         {"bert/pooler/dense/kernel/adam_m", kSixFloats},
         {"cls/seq_relationship/output_weights", kSixFloats},
         {"bert/pooler/dense/bias", {{2}, FloatBytes({7, 8})}},
         {"global_step", {{}, test::Little(std::int64_t{7}), 9}},
         {"scalar", {{}, FloatBytes({2.5})}},
         {"none", {{0, 4}, ""}}});
  const TensorFlowCheckpoint checkpoint(index_);
  std::map<std::string, StoredTensor> tensors;
  for (const StoredTensor& tensor : checkpoint.tensors()) tensors.emplace(tensor.name, tensor);
  ASSERT_EQ(tensors.size(), 5U);
  EXPECT_THAT(tensors.at("bert.pooler.dense.weight").shape, ElementsAre(3, 2));
  EXPECT_THAT(Floats(tensors.at("bert.pooler.dense.weight")), ElementsAre(0, 3, 1, 4, 2, 5));
  EXPECT_THAT(tensors.at("cls.seq_relationship.weight").shape, ElementsAre(2, 3));
  EXPECT_THAT(Floats(tensors.at("cls.seq_relationship.weight")), ElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_THAT(Floats(tensors.at("bert.pooler.dense.bias")), ElementsAre(7, 8));
  EXPECT_THAT(Floats(tensors.at("scalar")), ElementsAre(2.5));
  EXPECT_EQ(tensors.at("none").elements(), 0);
}

TEST_F(TensorFlowCheckpoints, TensorsMayLieInSeveralDataFilesAndOtherTypes) {
  Write({{"a", {{1}, FloatBytes({1}), 1, 1}},
         {"b", {{1}, std::string("\x00\x3C", 2), 19, 0}},
         {"c", {{1}, std::string("\x80\x3F", 2), 14, 1}},
         {"d", {{1}, test::Little(2.5), 2, 1}}},
        3);
  const TensorFlowCheckpoint checkpoint(index_);
  std::vector<float> values;
  for (const StoredTensor& tensor : checkpoint.tensors()) values.push_back(Floats(tensor).at(0));
  EXPECT_THAT(values, ElementsAre(1, 1, 1, 2.5));
  fs::remove(folder_ / "m.ckpt-7.data-00001-of-00003");
  EXPECT_THAT(Refusal(), HasSubstr("m.ckpt-7.data-00001-of-00003: is missing"));
}

TEST_F(TensorFlowCheckpoints, WhatDoesNotFitItsDataIsRefused) {
  Write({{"a", kSixFloats}, {"global_step", {{}, test::Little(std::int64_t{7}), 9}}});
  std::string data = ReadFile(data_);
  WriteFileAtomically(data_, data.substr(0, data.size() - 1));
  EXPECT_THAT(Refusal(), HasSubstr("has 31 bytes, but tensor \"global_step\" is said to be 8 bytes at 24"));
  data[5] = static_cast<char>(data[5] ^ 1);
  WriteFileAtomically(data_, data);
  EXPECT_THAT(Refusal(), HasSubstr("tensor \"a\" of data file 0 differs from its CRC-32C"));
  WriteFileAtomically(data_, std::string(23, 'x'));
  const std::string entry = test::EntryMessage(kSixFloats, 0);
  EXPECT_THAT(RefusalOfEntry(entry), HasSubstr("has 23 bytes"));
  WriteFileAtomically(data_, kSixFloats.data);
  EXPECT_THAT(RefusalOfIndex(Table({{"", test::HeaderMessage(1)}, {"x", entry}, {"y", entry}})),
              HasSubstr("its tensors have more bytes than the 24"));
  EXPECT_EQ(RefusalOfEntry(entry), "taken");
}

TEST_F(TensorFlowCheckpoints, EntriesThatContradictThemselvesAreRefused) {
  Write({{"x", kSixFloats}});
  const auto entry = [](std::uint64_t type, const std::string& shape, const std::string& rest) {
    return NumberField(1, type) + BytesField(2, shape) + rest;
  };
  const std::string two_three = test::ShapeMessage({2, 3}), size = NumberField(5, 24);
  const std::pair<std::string, const char*> cases[] = {
      {entry(7, two_three, size), "has TensorFlow's type 7, no plain number"},
      {entry(999, two_three, size), "has TensorFlow's type 999"},
      {entry(0, two_three, size), "has TensorFlow's type 0"},
      {entry(1, two_three, NumberField(5, 20)), "has 20 bytes, its shape [2, 3] and type F32 want 24"},
      {entry(1, BytesField(2, NumberField(1, kHuge)) + BytesField(2, NumberField(1, 4)), size), "more than 2^63"},
      {entry(4, BytesField(2, NumberField(1, kHuge)) + BytesField(2, NumberField(1, 2)) + BytesField(2, ""), ""),
       "more than 2^63"},
      {entry(1, BytesField(2, NumberField(1, ~std::uint64_t{0})), size), "a size below 0"},
      {entry(1, NumberField(3, 1), size), "no known shape"},
      {entry(1, two_three, size + NumberField(3, 1)), "is in data file 1 of 1"},
      {entry(1, two_three, size + NumberField(3, ~std::uint64_t{0})), "of 1"},
      {entry(1, two_three, size + NumberField(4, ~std::uint64_t{0})), "is said to be 24 bytes at 18446744073709551615"},
      {entry(1, two_three, size + BytesField(7, "x")), "is divided into slices"},
      {entry(1, two_three, size + std::string(11, '\xFF')), "a whole number beyond 64 bits"},
      {entry(1, two_three, size + BytesField(9, "x").substr(0, 2)), "1 bytes are wanted, 0 are left"},
      {entry(1, two_three, size + "\x0B"), "a field of the unknown kind 3"},
      {test::Varint(2 << 3 | 2) + test::Varint(~std::uint64_t{0}), "18446744073709551615 bytes are wanted"},
  };
  for (const auto& [message, text] : cases) EXPECT_THAT(RefusalOfEntry(message), HasSubstr(text));
}

TEST_F(TensorFlowCheckpoints, HeadersOfAnotherKindAreRefused) {
  Write({{"x", kSixFloats}});
  const std::string entry = test::EntryMessage(kSixFloats, 0);
  EXPECT_EQ(RefusalOfEntry(entry), "taken");
  EXPECT_THAT(RefusalOfEntry(entry, test::HeaderMessage(1) + NumberField(2, 1)), HasSubstr("are big endian"));
  EXPECT_THAT(RefusalOfEntry(entry, test::HeaderMessage(0)), HasSubstr("names 0 data files"));
  EXPECT_THAT(RefusalOfEntry(entry, test::HeaderMessage(kHuge)), HasSubstr("data files"));
  EXPECT_THAT(RefusalOfEntry(entry, NumberField(1, 1) + BytesField(3, NumberField(2, 2))),
              HasSubstr("a reader of version 2"));
  EXPECT_THAT(RefusalOfIndex(Table({{"x", entry}})), HasSubstr("it has no header"));
  EXPECT_THAT(RefusalOfIndex(Table({})), HasSubstr("it has no header"));
  EXPECT_THAT(
      RefusalOfIndex(Table({{"", test::HeaderMessage(1)}, {"_CHECKPOINTABLE_OBJECT_GRAPH", NumberField(1, 7)}})),
      HasSubstr("a checkpoint of TensorFlow 2's objects"));
}

TEST_F(TensorFlowCheckpoints, TablesOfAnotherKindAreRefused) {
  Write({{"x", kSixFloats}});
  const auto of_block = [&](const std::string& block, char compression = 0) {
    TableBuilder table;
    const std::string place = table.Add(block, compression);
    return RefusalOfIndex(table.Finish({{"x", place}}));
  };
  EXPECT_THAT(of_block(TableBlock({}), 1), HasSubstr("is compressed (snappy)"));
  EXPECT_THAT(of_block(TableBlock({}), 9), HasSubstr("is compressed (kind 9)"));
  EXPECT_THAT(of_block("abc"), HasSubstr("without its number of restarts"));
  EXPECT_THAT(of_block(std::string(8, '\xFF')), HasSubstr("restarts"));
  const std::string end(4, '\0');
  EXPECT_THAT(of_block(test::Varint(1) + test::Varint(1) + test::Varint(0) + "x" + end),
              HasSubstr("a key that shares 1 bytes with the 0 before it"));
  EXPECT_THAT(of_block(test::Varint(0) + test::Varint(5000) + test::Varint(0) + std::string(5000, 'x') + end),
              HasSubstr("has 5000 more"));
  EXPECT_THAT(of_block(test::Varint(~std::uint64_t{0}) + test::Varint(2) + test::Varint(0) + end), HasSubstr("shares"));
  EXPECT_THAT(of_block(test::Varint(0) + test::Varint(1) + test::Varint(kHuge) + "x" + end),
              HasSubstr("bytes are wanted"));
  EXPECT_THAT(RefusalOfIndex(Table({{"", test::HeaderMessage(1)}, {"b", ""}, {"a", ""}})),
              HasSubstr("keys do not ascend"));
  EXPECT_THAT(RefusalOfIndex(TableBuilder().Finish({{"x", test::Varint(kHuge) + test::Varint(kHuge)}})),
              HasSubstr("a block of"));
  EXPECT_THAT(RefusalOfIndex(""), HasSubstr("it has 0 bytes"));
  EXPECT_THAT(RefusalOfIndex(std::string(48, 'x')), HasSubstr("it ends with 7878787878787878"));
}

// Blocks and tensors have checksums, and every byte counts: what is altered is refused, or was padding.
TEST_F(TensorFlowCheckpoints, CutOffOrAlteredIndexesAreRefusedOrTheSame) {
  Write({{"bert/pooler/dense/kernel", kSixFloats}, {"global_step", {{}, test::Little(std::int64_t{7}), 9}}});
  const std::string good = ReadFile(index_);
  int taken = 0;
  const auto expect_refused_or_same = [&](const std::string& bytes, std::size_t at) {
    std::ofstream(index_, std::ios::binary) << bytes;
    try {
      const TensorFlowCheckpoint checkpoint(index_);
      EXPECT_THAT(Floats(checkpoint.tensors().at(0)), ElementsAre(0, 3, 1, 4, 2, 5)) << at;
      ++taken;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInput) << at;
    }
  };
  for (std::size_t end = 0; end < good.size(); ++end) expect_refused_or_same(good.substr(0, end), end);
  EXPECT_EQ(taken, 0);
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    expect_refused_or_same(bad, at);
  }
  EXPECT_LT(taken, 40);  // the footer's padding
}

// Behind the checksums, which whoever means harm writes too.
TEST(TensorFlowBundles, AnyContentIsReadOrRefused) {
  const std::string block = TableBlock({{"", test::HeaderMessage(1)},
                                        {"bert/pooler/dense/bias", test::EntryMessage({{2}, FloatBytes({7, 8})}, 24)},
                                        {"bert/pooler/dense/kernel", test::EntryMessage(kSixFloats, 0)}});
  std::mt19937 draw(1);
  int refused = 0;
  constexpr int kTries = 20'000;
  for (int i = 0; i < kTries; ++i) {
    std::string bad = block;
    for (std::size_t changes = 1 + draw() % 3; changes > 0; --changes) {
      const std::size_t at = draw() % bad.size();
      switch (draw() % 3) {
        case 0:
          bad[at] = static_cast<char>(draw());
          break;
        case 1:
          bad.insert(at, draw() % 12, '\xFF');
          break;
        default:
          bad.erase(at, draw() % 4);
      }
    }
    TableBuilder table;
    const std::string place = table.Add(bad);
    const std::string file = table.Finish({{"x", place}});
    try {
      for (const BundleEntry& entry : ParseTensorBundle(file, "test").entries) EXPECT_LT(entry.shard, 100'000U);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInput) << i;
      ++refused;
    }
  }
  EXPECT_GT(refused, kTries / 2);
  EXPECT_LT(refused, kTries);
}

TEST_F(TensorFlowCheckpoints, OfSeveralTheOneThatCheckpointNamesIsTaken) {
  const auto found = [&] { return FindTensorFlowCheckpoint(folder_.path()); };
  EXPECT_FALSE(found());
  EXPECT_FALSE(FindTensorFlowCheckpoint(folder_ / "absent"));
  Write({{"x", kSixFloats}});
  EXPECT_EQ(found(), "m.ckpt-7.index");
  Write({{"x", kSixFloats}}, 1, "m.ckpt-10");
  EXPECT_THAT(RefusalOf(found), testing::AllOf(HasSubstr("holds 2 TensorFlow checkpoints: m.ckpt-10, m.ckpt-7"),
                                               HasSubstr("no file checkpoint says")));
  WriteFileAtomically(folder_ / "checkpoint",
                      "all_model_checkpoint_paths: \"m.ckpt-7\"\nmodel_checkpoint_path: \"/elsewhere/m.ckpt-10\"\n");
  EXPECT_EQ(found(), "m.ckpt-10.index");
  for (const char* text : {"model_checkpoint_path: \"m.ckpt-8\"", "model_checkpoint_path: \"m", "\"", ""}) {
    WriteFileAtomically(folder_ / "checkpoint", text);
    EXPECT_THAT(RefusalOf(found), HasSubstr("holds 2 TensorFlow checkpoints")) << text;
  }
  fs::remove(folder_ / "m.ckpt-10.index");
  fs::remove(index_);
  EXPECT_THAT(RefusalOf(found), HasSubstr(".index: is missing"));
}

TEST_F(TensorFlowCheckpoints, AModelIsNamedByItsFolderItsPrefixOrAFile) {
  Write({{"x", kSixFloats}});
  EXPECT_THAT(RefusalOf([&] { ResolveModelFolder(folder_.path()); }), HasSubstr("holds no model"));
  WriteFileAtomically(folder_ / "bert_config.json", "{}");
  WriteFileAtomically(folder_ / "m.ckpt-7.meta", "");
  for (const char* name : {"", "m.ckpt-7", "m.ckpt-7.index", "m.ckpt-7.meta", "m.ckpt-7.data-00000-of-00001"})
    EXPECT_TRUE(fs::equivalent(ResolveModelFolder(folder_ / name).path, folder_.path())) << name;
  EXPECT_THAT(RefusalOf([&] { ResolveModelFolder(folder_ / "bert_config.json"); }), HasSubstr("holds no model"));
  Write({{"x", kSixFloats}}, 1, "m.ckpt-9");
  WriteFileAtomically(folder_ / "checkpoint", "model_checkpoint_path: \"m.ckpt-9\"");
  EXPECT_THAT(RefusalOf([&] { ResolveModelFolder(folder_ / "m.ckpt-7"); }), HasSubstr("m.ckpt-9.index is taken"));
  EXPECT_EQ(ModelTensors(folder_.path()).path(), folder_ / "m.ckpt-9.index");
}

// Written by TensorFlow itself (tests/golden/make_tensorflow_golden.py).
TEST(TensorFlowGolden, WhatTensorFlowWroteHasTheSameNumbersAsSafetensors) {
  const std::string golden = test::CheckoutPath("tests/golden/tensorflow");
  const ModelTensors read(ResolveModelFolder(golden).path);
  const SafetensorsFile wanted(golden + ".safetensors");
  EXPECT_EQ(read.path(), golden + "/model.ckpt-3.index");
  EXPECT_EQ(read.tensors().size(), wanted.tensors().size());
  for (const StoredTensor& tensor : read.tensors()) {
    const StoredTensor* other = wanted.Find(tensor.name);
    ASSERT_NE(other, nullptr) << tensor.name;
    EXPECT_EQ(tensor.shape, other->shape) << tensor.name;
    EXPECT_EQ(Floats(tensor), Floats(*other)) << tensor.name;
  }
}

TEST(TensorFlowGolden, AnExportIsAFolderThatSaysWhatItIs) {
  const test::TemporaryFolder folder;
  ExportModel(test::CheckoutPath("tests/golden/tensorflow"), folder / "made");
  EXPECT_THAT(ReadFile(folder / "made/config.json"),
              testing::AllOf(HasSubstr("\"model_type\": \"bert\""), HasSubstr("\"BertForPreTraining\""),
                             HasSubstr("\"intermediate_size\": 16")));
  EXPECT_THAT(ReadFile(folder / "made/tokenizer_config.json"), HasSubstr("\"do_lower_case\": false"));
  EXPECT_EQ(SafetensorsFile(folder / "made/model.safetensors").tensors().size(), 46U);
}

}  // namespace
}  // namespace linkbert
