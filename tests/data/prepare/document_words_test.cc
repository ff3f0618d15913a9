#include "data/prepare/document_words.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "data/sources/jsonl_reader.h"
#include "tests/data/tokens/tokens_test_support.h"

namespace linkbert {
namespace {

TEST(DocumentWords, AreThoseOfTheTextsForAnyNumberOfThreads) {
  const TemporaryFolder folder;
  std::string lines;
  for (int i = 0; i < 200; ++i) {
    lines += fmt::format(R"({{"id":"{0}","title":"title","text":"Common word{1}"}})", i, i % 10) + "\n";
  }
  WriteFileAtomically(folder / "a.jsonl", lines);
  const JsonlReader reader({folder / "a.jsonl"}, 100);
  const WordCounts one = CountWords(reader, BertNormalizer(true), 1);
  EXPECT_GT(reader.item_count(), 10U);
  EXPECT_EQ(one.Count("common"), 200U);
  EXPECT_EQ(one.Count("word7"), 20U);
  EXPECT_EQ(one.Count("title"), 0U);
  EXPECT_EQ(one.map(), CountWords(reader, BertNormalizer(true), 3).map());
}

TEST(DocumentWords, FailuresOfTheReaderArePassedOn) {
  const TemporaryFolder folder;
  WriteFileAtomically(folder / "a.jsonl", "{\"id\":\n");
  EXPECT_THROW(CountWords(JsonlReader({folder / "a.jsonl"}), BertNormalizer(true), 2), Error);
}

}  // namespace
}  // namespace linkbert
