// Tables that a template opens or closes are no text; lines that only look like theirs are.
#include "data/wikitext/table_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/shown_wikitext.h"

namespace linkbert {
namespace {

using test::ShownWikitext;
using test::Times;
using test::WikitextCase;

class Tables : public testing::TestWithParam<WikitextCase> {};

TEST_P(Tables, Becomes) { EXPECT_EQ(ShownWikitext(GetParam().wikitext), GetParam().shown) << GetParam().wikitext; }

constexpr WikitextCase kLeftOutTables[] = {
    {"a\n{{Wikitable-start}}\n|-\n! Jaro\n! [[Film]]\n|-\n| 1999\n| [[b]] || c\n|}\nd", "a\n\nd"},
    {"a\n{{Wikitable-start}}\n! Jaro\n| 1999\n{{s-end}}\nd", "a\n\nd"},
    {"a\n{{Tabellenstart|x\n|y}}\n\n| 1999\n{{Tabellenende}}\nd", "a\n\nd"},
    {"{{x}}\n|-\n| 1\n more of the cell\n* a list in it\n\n|-\n| 2\n\nd", "d"},
    {"{{x}}\n|-\n| 1\n\nd\n| 2\n| 3\n\n== H ==\n| 4", "d\n\nH\n\n| 4"},  // a cell's second paragraph
    {"|-\n| a\n{|\n| b\n|}\n| c\n|}\nd", "d"},
    {"{{x}}\n| [[File:a|b\n|-\n| [[c]]\n|}\n[[d]]", "<D|d>"},
    {"{|\n| x\n{{end}}\n[[a]]", "<A|a>"},  // opened by markup, closed by a template
    {"{|\n| x\n{{legend}}\n[[a]]\n== H ==\nb", "H\n\nb"},
    {"{|\n| {|\n| x\n|}\n{{s-end}}\na", "a"},
    {"{|\n<tr><td>[[x]]\n{| class=y\n<td>z</table>\n</td></table>\n[[a]]", "<A|a>"},
    {"a\n|}\nb", "a\n\nb"},
    {"a\n|} b", "a b"},
    {"{|\n| [[a|b\n|}\nc", "c"},  // a link that is not closed does not keep the table open
    {"a<table class=x>\n<tr><td>[[b]]<table><tr><td>c</table>\n{|\n|}\n</TABLE>d", "a\n\nd"},
    {"a <table> b {{c|</table>}} d", "a\n\nb d"},  // is not closed
    {"{| <table>\n|}\na </table> b", "a\n\nb"},
    {"<span title=\"<table>\">a</span> b </table> c", "a b\n\nc"},
    {"<table><i title=\"</table>\"></i>\na", "a"},
    {"<tabber>\nA=x\n|-|\nB=y\n</tabber>", "A=x\n\nB=y"},
};
INSTANTIATE_TEST_SUITE_P(LeftOut, Tables, testing::ValuesIn(kLeftOutTables));

constexpr WikitextCase kNoTables[] = {
    {"a\n! b\n| c\n\n| d", "a ! b | c\n\n| d"},
    {"{{x}}\n! Warning\n\n{{y}}\n| z", "! Warning\n\n| z"},
    {"{{stop}}\n| x\n\n{{legend}}", "| x"},
    {"a |- b\n c |} d", "a |- b c |} d"},
    {"{{nowrap|a\n|-\n|x}} b", "a b"},  // an argument
    {"== H ==\n| x\n== I ==\n|-\n| y", "H\n\n| x"},
    {"[[File:a.jpg|thumb\n|b]] c\n[[d|e\n| f]]", "c <D|e | f>"},
    {"<pre>\n|-\n| x\n|}\n</pre>", "|- | x |}"},
};
INSTANTIATE_TEST_SUITE_P(Text, Tables, testing::ValuesIn(kNoTables));

TEST(TableLines, NamesOfTemplatesThatEndTables) {
  for (const char* name : {"end", "s-end", "End table", "Tabellenende", "tabend", "fb cm footer", "election box end"}) {
    EXPECT_TRUE(EndsTable(name)) << name;
  }
  for (const char* name : {"legend", "weekend", "friend list", "", "bend", "convert"}) EXPECT_FALSE(EndsTable(name));
}

TEST(TableLines, AreOnePass) {
  for (const char* part :
       {"|-\n", "| x\n", "! x\n\n", "|}\n", "{{a}}\n| x\n", "[[a|\n|}\n", "<table>", "<table>\n</table>\n", "{{end}}\n",
        "{|\n{{end}}\n", "|-\n\nx\n", "<table>\n|-\n", "<a b=\""}) {
    EXPECT_LE(ShownWikitext(Times(part, 50'000)).size(), 50'000 * 12U) << part;
  }
}

}  // namespace
}  // namespace linkbert
