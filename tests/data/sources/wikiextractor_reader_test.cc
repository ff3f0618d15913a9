// WikiExtractor's JSON Lines: escaped and plain links, links that lead to no article, bad lines.
#include "data/sources/wikiextractor_reader.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/atomic_file.h"
#include "base/error.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

std::vector<Document> ReadWiki(const std::string& lines, std::uint64_t limit = 0, std::uint64_t item_bytes = 1 << 20) {
  const test::TemporaryFolder folder;
  WriteFileAtomically(folder / "wiki_00", lines);
  const WikiextractorReader reader({folder / "wiki_00"}, limit, item_bytes);
  std::vector<Document> documents;
  NamedCounts dropped;
  for (std::size_t item = 0; item < reader.item_count(); ++item) {
    reader.ReadItem(
        item, [&](Document&& document) { documents.push_back(std::move(document)); }, dropped);
  }
  return documents;
}

std::string Line(const std::string& id, const std::string& title, const std::string& text) {
  return fmt::format(R"({{"id": "{}", "revid": "1", "url": "u", "title": "{}", "text": "{}"}})", id, title, text) +
         "\n";
}

TEST(Wikiextractor, LinksAreTakenOutOfEscapedAndOfPlainText) {
  for (const bool escaped : {true, false}) {
    const std::string text = escaped ? R"(A &amp; &lt;a href=\"Foo%20bar\"&gt;x &lt; y&lt;/a&gt; end)"
                                     : R"(A & <a href=\"foo_bar\">x < y</a> end)";
    const std::vector<Document> documents = ReadWiki(Line("7", "t\xC3\xA9st", text));
    ASSERT_EQ(documents.size(), 1U);
    const Document& document = documents[0];
    EXPECT_EQ(document.id, "7");
    EXPECT_EQ(document.title, "t\xC3\xA9st");
    EXPECT_THAT(document.names, ElementsAre("T\xC3\xA9st"));
    EXPECT_EQ(document.text, "A & x < y end");
    ASSERT_EQ(document.links.size(), 1U);
    EXPECT_EQ(document.text.substr(document.links[0].begin, document.links[0].end - document.links[0].begin), "x < y");
    EXPECT_EQ(document.links[0].target, "Foo bar");
  }
}

TEST(Wikiextractor, WhatIsNoLinkToAnArticleIsCounted) {
  const std::vector<Document> documents = ReadWiki(
      Line("1", "A", R"(<a href=\"#Top\">a</a> <a href=\"Help%3AX\">b</a> <a href=\"C\"> </a> <a href=\"D\">d)"));
  ASSERT_EQ(documents.size(), 1U);
  EXPECT_EQ(documents[0].text, "a b   d");
  EXPECT_TRUE(documents[0].links.empty());
  EXPECT_THAT(documents[0].other_links, testing::UnorderedElementsAre(Pair("section of the page", 1),
                                                                      Pair("other namespace", 1), Pair("empty", 1)));
}

TEST(Wikiextractor, ItemsAndLimitCountLines) {
  std::string lines;
  for (int i = 0; i < 20; ++i) lines += Line(fmt::format("{}", i), fmt::format("T{}", i), "text") + "\n";
  for (const std::uint64_t item_bytes : {64U, 300U, 1U << 20}) {
    EXPECT_EQ(ReadWiki(lines, 0, item_bytes).size(), 20U);
    EXPECT_EQ(ReadWiki(lines, 7, item_bytes).size(), 7U);
    EXPECT_EQ(ReadWiki(lines, 7, item_bytes)[6].id, "6");
  }
}

TEST(Wikiextractor, ABadLineNamesFileByteAndField) {
  for (const auto& [line, wanted] : {std::pair{"{\"id\": \"1\", \"title\": \"A\"}", "\"text\" is missing"},
                                     {"{\"id\": \"1\", \"text\": \"A\"}", "\"title\" is missing"},
                                     {"{\"id\": ", "is no JSON"}}) {
    try {
      ReadWiki(Line("0", "B", "b") + line);
      FAIL() << line;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr("wiki_00, byte 65"));
      EXPECT_THAT(error.what(), HasSubstr(wanted));
    }
  }
}

TEST(Wikiextractor, IsRecognizedByItsFirstByte) {
  const test::TemporaryFolder folder;
  WriteFileAtomically(folder / "json", "{\"id\"");
  WriteFileAtomically(folder / "xml", "<mediawiki>");
  EXPECT_TRUE(WikiextractorReader::Recognizes(folder / "json"));
  EXPECT_FALSE(WikiextractorReader::Recognizes(folder / "xml"));
  EXPECT_FALSE(WikiextractorReader::Recognizes(folder / "nothing"));
  EXPECT_FALSE(WikiextractorReader::Recognizes("-"));
}

}  // namespace
}  // namespace linkbert
