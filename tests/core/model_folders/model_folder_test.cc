#include "core/model_folders/model_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/atomic_file.h"
#include "base/error.h"
#include "core/model_folders/model_card.h"
#include "tests/core/checkpoint/checkpoint_builder.h"
#include "tests/core/weight_files/torch_builder.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;
using test::CheckpointBuilder;
using testing::ElementsAre;
using testing::HasSubstr;

void Append(const std::string& path, const std::string& text) { std::ofstream(path, std::ios::app) << text; }

ErrorCode CodeOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::kInternal;
}

TEST(ModelFolder, ARunNamesItsNewestWholeCheckpoint) {
  CheckpointBuilder run;
  run.Save(10);
  run.Save(20);
  EXPECT_EQ(ResolveModelFolder(run.run()).path, run.StepPath(20));
  Append(run.StepPath(20) + "/vocab.txt", "x");
  const ModelFolder model = ResolveModelFolder(run.run());
  EXPECT_EQ(model.path, run.StepPath(10));
  EXPECT_THAT(model.warnings, ElementsAre(HasSubstr("step-00000020/vocab.txt")));
  Append(run.StepPath(10) + "/config.json", "x");
  EXPECT_EQ(CodeOf([&] { ResolveModelFolder(run.run()); }), ErrorCode::kInput);
}

TEST(ModelFolder, ADamagedStepFolderIsRefused) {
  CheckpointBuilder run;
  run.Save(10);
  EXPECT_TRUE(ResolveModelFolder(run.StepPath(10)).checkpoint);
  Append(run.StepPath(10) + "/model.safetensors", "x");
  EXPECT_EQ(CodeOf([&] { ResolveModelFolder(run.StepPath(10)); }), ErrorCode::kInput);
}

TEST(ModelFolder, WhatHoldsNoModelIsRefused) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(CodeOf([&] { ResolveModelFolder(folder.path()); }), ErrorCode::kInput);
  EXPECT_EQ(CodeOf([&] { ResolveModelFolder(folder / "none"); }), ErrorCode::kInput);
}

TEST(Export, CopiesByteForByteAndAddsACard) {
  CheckpointBuilder run(2);
  run.Save(10);
  const test::TemporaryFolder folder;
  const ExportedModel exported = ExportModel(run.run(), folder / "models/a/");
  EXPECT_THAT(exported.files, ElementsAre("config.json", "model.safetensors", "vocab.txt", "tokenizer_config.json",
                                          "tokenizer.json", "README.md"));
  for (const char* name : {"config.json", "model.safetensors", "vocab.txt", "tokenizer_config.json"}) {
    EXPECT_EQ(ReadFile(folder / "models/a/" + name), ReadFile(run.StepPath(10) + "/" + name));
  }
  const std::string card = ReadFile(folder / "models/a/README.md");
  EXPECT_THAT(card, testing::AllOf(HasSubstr("# a\n"), HasSubstr("| parameters | 413 |"),
                                   HasSubstr("| tokens | 1000000 |"), HasSubstr("| loss, last interval | 2.5 |")));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder / "models"), {}), 1);
}

TEST(Export, WritesTheTokenizerFilesThatTheSourceLacks) {
  CheckpointBuilder run;
  run.Save(10);
  const test::TemporaryFolder folder;
  for (const char* kept : {"vocab.txt", "tokenizer.json"}) {
    const std::string source = folder / kept;
    fs::create_directory(source);
    for (const char* name : {"config.json", "model.safetensors", kept})
      fs::copy_file(run.StepPath(10) + "/" + name, source + "/" + name);
    ExportModel(source, folder / "export");
    EXPECT_EQ(ReadFile(folder / "export/vocab.txt"), ReadFile(run.StepPath(10) + "/vocab.txt"));
    EXPECT_EQ(ReadFile(folder / "export/tokenizer.json"), ReadFile(run.StepPath(10) + "/tokenizer.json"));
    EXPECT_TRUE(fs::exists(folder / "export/tokenizer_config.json"));
  }
}

TEST(ModelFolder, ATransformerInAFolderOfSentenceTransformersIsFound) {
  CheckpointBuilder run;
  run.Save(10);
  const test::TemporaryFolder folder;
  const std::string part = folder / "st/0_Transformer";
  fs::create_directories(part);
  for (const char* name : {"config.json", "model.safetensors"})
    fs::copy_file(run.StepPath(10) + "/" + name, part + "/" + name);
  EXPECT_EQ(CodeOf([&] { ResolveModelFolder(folder / "st"); }), ErrorCode::kInput);
  WriteFileAtomically(folder / "st/modules.json", R"([{"path": "0_Transformer", "type": "x.Transformer"}])");
  EXPECT_EQ(ResolveModelFolder(folder / "st").path, part);
  EXPECT_EQ(ResolveModelFolder(folder / "st").root, folder / "st");
  WriteFileAtomically(folder / "st/modules.json", R"([{"path": "../st/0_Transformer", "type": "x.Transformer"}])");
  EXPECT_EQ(CodeOf([&] { ResolveModelFolder(folder / "st"); }), ErrorCode::kInput);
}

TEST(Export, ReplacesAnEarlierExportAndNothingElse) {
  CheckpointBuilder run;
  run.Save(10);
  const test::TemporaryFolder folder;
  fs::create_directory(folder / "a");  // empty: ours to fill
  ExportModel(run.run(), folder / "a");
  run.Save(20);
  ExportModel(run.run(), folder / "a");
  EXPECT_THAT(ReadFile(folder / "a/README.md"), HasSubstr("| optimizer steps | 20 |"));
  Append(folder / "a/notes.txt", "mine");
  EXPECT_EQ(CodeOf([&] { ExportModel(run.run(), folder / "a"); }), ErrorCode::kOutput);
  EXPECT_EQ(ReadFile(folder / "a/notes.txt"), "mine");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1);
}

TEST(Export, RefusesAFolderOfSomebodyElsesModelAndAFile) {
  CheckpointBuilder run;
  run.Save(10);
  const test::TemporaryFolder folder;
  fs::create_directory(folder / "theirs");
  Append(folder / "theirs/config.json", "{}");
  Append(folder / "theirs/README.md", "# my model");
  EXPECT_EQ(CodeOf([&] { ExportModel(run.run(), folder / "theirs"); }), ErrorCode::kOutput);
  Append(folder / "file", "x");
  EXPECT_EQ(CodeOf([&] { ExportModel(run.run(), folder / "file"); }), ErrorCode::kOutput);
  EXPECT_EQ(CodeOf([&] { ExportModel(run.run(), run.StepPath(10)); }), ErrorCode::kOutput);
}

TEST(Export, AnExportCanBeExported) {
  CheckpointBuilder run;
  run.Save(10);
  const test::TemporaryFolder folder;
  ExportModel(run.StepPath(10), folder / "a");
  const ExportedModel again = ExportModel(folder / "a", folder / "b");
  EXPECT_FALSE(again.source.checkpoint);
  EXPECT_EQ(ReadFile(folder / "a/model.safetensors"), ReadFile(folder / "b/model.safetensors"));
}

TEST(Export, TorchsFormBecomesSafetensors) {
  const test::TemporaryFolder folder;
  fs::create_directory(folder / "a");
  Append(folder / "a/config.json", "{}");
  test::WriteTorchFile(folder / "a/pytorch_model.bin", "t", {"0", 6, 0, {3, 2}, {1, 3}},
                       test::FloatBytes({0, 1, 2, 3, 4, 5}));
  const ExportedModel exported = ExportModel(folder / "a", folder / "b");
  EXPECT_THAT(exported.files, ElementsAre("config.json", "model.safetensors", "README.md"));
  const SafetensorsFile file(folder / "b/model.safetensors");
  std::vector<float> values(6);
  file.ReadFloats(*file.Find("t"), values);
  EXPECT_THAT(values, ElementsAre(0, 3, 1, 4, 2, 5));
}

TEST(ModelCard, SaysWhatTransformersWillNotLoad) {
  ModelCardFacts facts;
  facts.name = "m";
  facts.config = {{"architectures", {"BertForMaskedLM"}}, {"hidden_size", 8}};
  facts.unknown = {"drp.bias", "drp.weight"};
  const std::string card = ModelCard(facts);
  EXPECT_TRUE(card.starts_with("---\nlibrary_name: transformers\npipeline_tag: fill-mask\n"));
  EXPECT_THAT(card, testing::AllOf(HasSubstr("(drp.bias, drp.weight)"), HasSubstr("| hidden size | 8 |"),
                                   HasSubstr("BertForMaskedLM.from_pretrained(\"m\")"), HasSubstr(kExportMark)));
  EXPECT_THAT(card, testing::Not(HasSubstr("## Training")));
}

}  // namespace
}  // namespace linkbert
