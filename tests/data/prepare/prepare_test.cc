// PrepareCorpus: the right corpus, the same bytes for any ranks, threads, item cuts and kills, and refusals.
#include "data/prepare/prepare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "data/prepare/prepare_folder.h"
#include "data/shards/corpus.h"
#include "data/sources/dictd_reader.h"
#include "tests/support/prepare_recipe.h"
#include "tests/support/temporary_folder.h"

#ifdef __SANITIZE_ADDRESS__
// HDF5 1.10 keeps 424 bytes of every thread that ever called it.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libhdf5"; }
#endif

namespace linkbert {
namespace {

using test::ErrorOf;
using test::Prepare;
using test::PrepareAndDie;
using test::PrepareOnRanks;
using test::Recipe;
using test::Snapshot;
using test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;

std::string JsonlLine(int id, const std::string& links = "[]") {
  return fmt::format(
      R"({{"id":"d{0}","title":"Title {1}","text":"Document {0} begins. It tells of d{0}.","links":{2}}})"
      "\n",
      id, id % 7, links);
}

// 40 documents; each links to two others by place and to one without.
std::string WriteJsonl(const std::string& path) {
  std::string text;
  for (int i = 0; i < 40; ++i) {
    text += JsonlLine(
        i,
        fmt::format(R"([{{"begin":0,"end":8,"target":"d{}"}},{{"begin":9,"end":10,"target":"Title 3"}},"d{}","gone"])",
                    (i * 3) % 40, (i + 1) % 40));
  }
  WriteFileAtomically(path, text);
  return path;
}

TEST(Prepare, ResolvesByIdFirstThenByTitleAndAddsUp) {
  const TemporaryFolder folder;
  const PrepareResult result = Prepare({.input = WriteJsonl(folder / "in"), .output = folder / "out"});
  const LinkAccounting& links = result.manifest.links;
  EXPECT_EQ(links.found, 160U);
  EXPECT_EQ(links.found, links.resolved + links.ambiguous + links.dangling + links.self);
  EXPECT_EQ(links.dangling, 40U);
  EXPECT_EQ(links.ambiguous, 39U) << "Title 3 is the title of several; one of them is that document itself";
  EXPECT_EQ(links.self, 3U) << "d0 and d20 name themselves, d3 is the first Title 3";
  const Corpus corpus = Corpus::Open(folder / "out");
  EXPECT_EQ(corpus.document_count(), 40U);
  EXPECT_THAT(corpus.LinkTargets(corpus.DocumentSegments(5).begin), ElementsAre(15, 3));
  EXPECT_THAT(corpus.LinkTokens(corpus.DocumentSegments(5).begin), ElementsAre(0, 1));
  EXPECT_THAT(corpus.DocumentLinks(39), ElementsAre(0));
  EXPECT_GT(result.manifest.shards.size(), 2U);
  corpus.VerifyAll();
}

TEST(Prepare, BytesDoNotDependOnRanksOrThreads) {
  const TemporaryFolder folder;
  const std::string input = WriteJsonl(folder / "in");
  Prepare({.input = input, .output = folder / "one"});
  const auto wanted = Snapshot(folder / "one");
  EXPECT_EQ(wanted.count("prepare.json"), 0U);
  for (const int size : {2, 4}) {
    const std::string output = folder / fmt::format("ranks{}", size);
    Recipe recipe{.input = input, .output = output};
    recipe.options.threads = size - 1;
    PrepareOnRanks(recipe, size);
    EXPECT_TRUE(Snapshot(output) == wanted) << size;
  }
}

TEST(Prepare, BytesDoNotDependOnHowTheSourceIsCut) {
  const TemporaryFolder folder;
  const std::string input = WriteJsonl(folder / "in");
  Prepare({.input = input, .output = folder / "one"});
  for (const std::uint64_t bytes : {500U, 1000000U}) {
    const std::string output = folder / fmt::format("cut{}", bytes);
    Prepare({.input = input, .output = output, .item_bytes = bytes});
    EXPECT_TRUE(Snapshot(output) == Snapshot(folder / "one")) << bytes;
  }
}

TEST(Prepare, AKilledRunContinuesToTheSameBytes) {
  const TemporaryFolder folder;
  const std::string input = WriteJsonl(folder / "in");
  Prepare({.input = input, .output = folder / "whole"});
  const Recipe recipe{.input = input, .output = folder / "killed"};
  int kills = 0;
  // Every start gets a little further: items that are done count at once.
  for (int items = 1; PrepareAndDie(recipe, items); ++items) {
    EXPECT_THROW(Corpus::Open(recipe.output), Error) << "an unfinished folder is no corpus";
    ++kills;
  }
  EXPECT_GT(kills, 8);
  EXPECT_TRUE(Snapshot(recipe.output) == Snapshot(folder / "whole"));
}

TEST(Prepare, WhatAKilledWriterLeftIsSweptUp) {
  const TemporaryFolder folder;
  const Recipe recipe{.input = WriteJsonl(folder / "in"), .output = folder / "out"};
  ASSERT_TRUE(PrepareAndDie(recipe, 2));
  WriteFileAtomically(folder / "out/shard-00000.h5.tmp-123", "half");
  WriteFileAtomically(folder / "out/work/names-00001.tmp-123", "half");
  Prepare(recipe);
  // Killed before it had made anything but half of its first file.
  const Recipe first{.input = recipe.input, .output = folder / "first"};
  CreateFolders(first.output);
  WriteFileAtomically(first.output + "/prepare.json.tmp-123", "half");
  Prepare(first);
  for (const Recipe& some : {recipe, first}) {
    for (const auto& [name, content] : Snapshot(some.output)) EXPECT_EQ(name.find("tmp"), std::string::npos) << name;
  }
}

TEST(Prepare, DiagnosticsAreTheSameAfterAKillAndWhereTheyAreAskedForLate) {
  const TemporaryFolder folder;
  const std::string input = WriteJsonl(folder / "in");
  Prepare({.input = input, .output = folder / "whole", .diagnostics = folder / "whole.jsonl"});
  const std::string wanted = ReadFile(folder / "whole.jsonl");
  EXPECT_EQ(std::ranges::count(wanted, '\n'), 40);
  EXPECT_THAT(wanted, HasSubstr(R"("id":"d39","title":"Title 4","where":)"));
  ASSERT_TRUE(PrepareAndDie({.input = input, .output = folder / "killed"}, 3));
  Prepare({.input = input, .output = folder / "killed", .diagnostics = folder / "killed.jsonl"});
  EXPECT_EQ(ReadFile(folder / "killed.jsonl"), wanted);
  EXPECT_TRUE(Snapshot(folder / "killed") == Snapshot(folder / "whole"));
}

TEST(Prepare, ADamagedWorkFileIsNamed) {
  const TemporaryFolder folder;
  const Recipe recipe{.input = WriteJsonl(folder / "in"), .output = folder / "out"};
  ASSERT_TRUE(PrepareAndDie(recipe, 5));
  WriteFileAtomically(folder / "out/work/names-00000", "something else that is long enough");
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Prepare(recipe); }), HasSubstr("work/names-00000"));
}

TEST(Prepare, AFinishedCorpusIsLeftAlone) {
  const TemporaryFolder folder;
  const Recipe recipe{.input = WriteJsonl(folder / "in"), .output = folder / "out"};
  EXPECT_FALSE(Prepare(recipe).already_finished);
  const auto before = Snapshot(recipe.output);
  EXPECT_TRUE(Prepare(recipe).already_finished);
  EXPECT_TRUE(Snapshot(recipe.output) == before);
}

TEST(Prepare, OtherSettingsAreRefusedByName) {
  const TemporaryFolder folder;
  const Recipe recipe{.input = WriteJsonl(folder / "in"), .output = folder / "out"};
  ASSERT_TRUE(PrepareAndDie(recipe, 2));
  Recipe other = recipe;
  other.options.max_segment_tokens = 64;
  const auto message = [&] { return ErrorOf(ErrorCode::kConfiguration, [&] { Prepare(other); }); };
  EXPECT_THAT(message(), HasSubstr("max_segment_tokens is 64, the folder was made with 128")) << "unfinished";
  Prepare(recipe);
  EXPECT_THAT(message(), HasSubstr("max_segment_tokens is 64, the folder was made with 128")) << "finished";
  WriteFileAtomically(recipe.input, JsonlLine(1));
  EXPECT_THAT(ErrorOf(ErrorCode::kConfiguration, [&] { Prepare(recipe); }), HasSubstr("input 0 is in: "));
}

TEST(Prepare, AFolderThatIsNotOursIsRefused) {
  const TemporaryFolder folder;
  const Recipe recipe{.input = WriteJsonl(folder / "in"), .output = folder / "out"};
  CreateFolders(recipe.output);
  WriteFileAtomically(folder / "out/thesis.txt", "precious");
  EXPECT_THAT(ErrorOf(ErrorCode::kOutput, [&] { Prepare(recipe); }), HasSubstr(recipe.output));
  EXPECT_EQ(Snapshot(recipe.output).size(), 1U);
  WriteFileAtomically(folder / "out/manifest.json", "{\"name\": \"a web app\"}");
  EXPECT_THAT(ErrorOf(ErrorCode::kOutput, [&] { Prepare(recipe); }), HasSubstr("manifest.json"));
}

TEST(Prepare, AFolderInUseIsRefused) {
  const TemporaryFolder folder;
  const Recipe recipe{.input = WriteJsonl(folder / "in"), .output = folder / "out"};
  PrepareFolder other(recipe.output);
  other.Claim({{"source", "test"}});
  EXPECT_THAT(ErrorOf(ErrorCode::kOutput, [&] { Prepare(recipe); }), HasSubstr("another linkbert prepare"));
}

TEST(Prepare, ADuplicateIdNamesBothPlaces) {
  const TemporaryFolder folder;
  WriteFileAtomically(folder / "in", JsonlLine(1) + JsonlLine(2) + JsonlLine(1));
  const std::string message =
      ErrorOf(ErrorCode::kInput, [&] { Prepare({.input = folder / "in", .output = folder / "out"}); });
  const std::size_t third = JsonlLine(1).size() + JsonlLine(2).size();
  EXPECT_THAT(message,
              AllOf(HasSubstr(fmt::format("in, byte {}", third)), HasSubstr("in, byte 0"), HasSubstr("\"d1\"")));
}

TEST(Prepare, ASourceWithoutADocumentIsAnErrorThatAddsUp) {
  const TemporaryFolder folder;
  WriteFileAtomically(folder / "in", R"({"id":"a","text":" \n "})"
                                     "\n");
  const std::string message =
      ErrorOf(ErrorCode::kInput, [&] { Prepare({.input = folder / "in", .output = folder / "out"}); });
  EXPECT_THAT(message, AllOf(HasSubstr("no document"), HasSubstr("1 empty")));
}

TEST(Prepare, AWideVocabularyTakesFourBytesAToken) {
  const TemporaryFolder folder;
  std::vector<std::string> words;
  for (int i = 0; i < 70000; ++i) words.push_back(fmt::format("word{}", i));
  words.push_back("zebra");
  const Vocabulary vocabulary = test::SpellingVocabulary(words);
  WriteFileAtomically(folder / "in", R"({"id":"a","text":"zebra word69999"})");
  const JsonlReader reader({folder / "in"});
  const WordPieceTokenizer tokenizer(vocabulary, {});
  PrepareCorpus({reader, tokenizer, {}, folder / "out"});
  std::vector<std::int32_t> tokens;
  Corpus::Open(folder / "out").AppendTokens(0, tokens);
  EXPECT_THAT(tokens, ElementsAre(70005, 70004));
}

}  // namespace
}  // namespace linkbert
