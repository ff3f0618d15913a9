// Which headings stay, and that the links of those that go are counted.
#include "data/wikitext/text_layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/shown_wikitext.h"

namespace linkbert {
namespace {

using test::ShownWikitext;
using testing::ElementsAre;
using testing::Pair;

TEST(Headings, StayWhereASectionBelowHasText) {
  EXPECT_EQ(ShownWikitext("== Parent ==\n=== Child ===\ntext"), "Parent\n\nChild\n\ntext");
  EXPECT_EQ(ShownWikitext("== A ==\n==== C ====\n=== B ===\ntext\n"), "A\n\nB\n\ntext");
  EXPECT_EQ(ShownWikitext("= T =\n== A ==\n=== B ===\n==== C ====\n* item"), "T\n\nA\n\nB\n\nC\n\nitem");
  EXPECT_EQ(ShownWikitext("== [[P]] ==\n=== C ===\nx"), "<P|P>\n\nC\n\nx");
}

TEST(Headings, GoWithASectionWithoutText) {
  EXPECT_EQ(ShownWikitext("== A ==\n=== B ===\n== C ==\ntext\n=== D ===\n"), "C\n\ntext");
  EXPECT_EQ(ShownWikitext("== A ==\n{|\n| x\n|}\n=== B ===\n{{t}}\n== C ==\n[[File:x.jpg]]"), "");
  EXPECT_EQ(ShownWikitext("== A ==\n( ; )\n== B ==\nx"), "B\n\nx");
  EXPECT_EQ(ShownWikitext("=== B ===\n== A ==\nx"), "A\n\nx");  // a higher one ends it
  EXPECT_EQ(ShownWikitext("======= A =======\nx\n====== B ======\n===== C =====\ny"), "A\n\nx\n\nC\n\ny");
}

TEST(Headings, LinksOfThoseThatGoAreCounted) {
  std::vector<DocumentLink> links{{4, 5, "A"}, {9, 10, "B"}, {12, 14, "C"}, {16, 17, "D"}};
  NamedCounts lost;
  std::string raw;
  AppendHeadingMark(2, raw);
  raw += "a";  // 4
  AppendHeadingMark(2, raw);
  raw += "b\n\n()\n\nd";  // 9, 12, 16
  EXPECT_EQ(LayOutText(raw, links, lost), "b\n\nd");
  EXPECT_THAT(lost, ElementsAre(Pair("in a heading without text", 1), Pair("empty", 1)));
  ASSERT_EQ(links.size(), 2U);
  EXPECT_EQ(links[0].target + links[1].target, "BD");
}

TEST(Headings, AMarkWithoutALevelIsText) {
  std::vector<DocumentLink> links;
  NamedCounts lost;
  EXPECT_EQ(LayOutText("\x01", links, lost), "\x01");
  EXPECT_EQ(LayOutText("\x01\xFF x", links, lost), "\x01\xFF x");
}

}  // namespace
}  // namespace linkbert
