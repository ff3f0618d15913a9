// [[/Part]] and [[../Other]]: where they lead, what they show, and on which pages they are no such links.
#include "data/wikitext/subpage_links.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/wikitext/wikitext.h"
#include "tests/support/shown_wikitext.h"

namespace linkbert {
namespace {

using test::Shown;
using test::WikitextCase;
using testing::ElementsAre;
using testing::Pair;

WikiText ConvertOn(std::string_view wikitext, std::string_view title, int space, const std::string& wiki = "enwiki") {
  const WikiSite site("<siteinfo><dbname>" + wiki +
                          "</dbname><namespaces><namespace key=\"0\" /><namespace key=\"2\">User</namespace>"
                          "<namespace key=\"6\">File</namespace></namespaces></siteinfo>",
                      "test", {.namespaces = {"0", "2", "6"}});
  return ConvertWikitext(wikitext, {.site = site, .rules = ShippedRulesOf(wiki), .title = title, .space = space});
}

class SubpageLinks : public testing::TestWithParam<WikitextCase> {};

TEST_P(SubpageLinks, LeadFromThePage) {
  EXPECT_EQ(Shown(ConvertOn(GetParam().wikitext, "User:X/A/B", 2)), GetParam().shown) << GetParam().wikitext;
}

constexpr WikitextCase kCases[] = {
    {"[[/c]]", "<User:X/A/B/c|/c>"},
    {"[[/c/]]s", "<User:X/A/B/c|cs>"},
    {"[[/c//]] [[/c/d/]]", "<User:X/A/B/c|c> <User:X/A/B/c/d|c/d>"},
    {"[[ / c #d]] [[/c#d|e]]", "<User:X/A/B/c|/ c#d> <User:X/A/B/c|e>"},
    {"[[/c/#d]]", "<User:X/A/B/c|c#d>"},
    {"[[../]] [[../|up]]", "<User:X/A|User:X/A> <User:X/A|up>"},
    {"[[../c]] [[../c/]] [[../ c /]]", "<User:X/A/c|User:X/A/c> <User:X/A/c|c> <User:X/A/c|c>"},
    {"[[../../]] [[../../c#d]]", "<User:X|User:X> <User:X/c|User:X/c#d>"},
    {"[[../../../c]] [[../../../|d]]", "../../../c d"},  // above the topmost page
    {"[[:/c]] [[x/../c]] [[..]] [[a/.]]", "</c|/c> x/../c .. a/."},
    {"[[a/b]] [[...]] [[.a/..b]]", "<A/b|a/b> <...|...> <.a/..b|.a/..b>"},
    {"[[/]]", "<User:X/A/B/|User:X/A/B/>"},
    {"[[/c|]]", "<User:X/A/B/c|/c>"},
};
INSTANTIATE_TEST_SUITE_P(Links, SubpageLinks, testing::ValuesIn(kCases));

TEST(SubpageLinks, OnlyWhereThereAreSubpages) {
  EXPECT_EQ(Shown(ConvertOn("[[/c]] [[../c]]", "A/B", 0)), "</c|/c> ../c");
  EXPECT_EQ(Shown(ConvertOn("[[/c]] [[../c|d]]", "File:A/B", 6)), "</c|/c> d");
  EXPECT_EQ(Shown(ConvertOn("[[/c/]] [[../d/]]", "A/B", 0, "enwikibooks")), "<A/B/c|c> <A/d|d>");
  EXPECT_THAT(ConvertOn("[[../c]]", "A/B", 0).other_links, ElementsAre(Pair("no title", 1)));
  EXPECT_TRUE(HasSubpages(10, "enwiki"));
  EXPECT_FALSE(HasSubpages(14, "enwiki"));
  EXPECT_FALSE(HasSubpages(100, "enwiki"));
}

}  // namespace
}  // namespace linkbert
