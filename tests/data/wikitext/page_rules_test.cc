// -{A|...}-, -{H|...}- and -{-|...}-: what they do to the rest of a page's text, and to nothing else.
#include "data/wikitext/page_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/wikitext/wikitext.h"
#include "tests/support/shown_wikitext.h"

namespace linkbert {
namespace {

using test::Shown;
using test::Times;
using testing::ElementsAre;
using testing::Pair;

WikiText ConvertTo(std::string_view wikitext, const std::string& variant) {
  const std::string language = variant.substr(0, variant.find('-'));
  return ConvertWikitext(wikitext, WikiSite("<mediawiki xml:lang=\"" + language + "\">", "a", {.variant = variant}));
}

struct PageRuleCase {
  const char* variant;
  const char* wikitext;
  const char* shown;
};

class PageRuleOf : public testing::TestWithParam<PageRuleCase> {};

TEST_P(PageRuleOf, AVariant) {
  const PageRuleCase& given = GetParam();
  EXPECT_EQ(Shown(ConvertTo(given.wikitext, given.variant)), given.shown) << given.variant << ": " << given.wikitext;
}

constexpr PageRuleCase kPageRules[] = {
    {"zh-tw", "鼠标-{H|zh-cn:鼠标;zh-tw:滑鼠}-鼠标滑鼠", "鼠标滑鼠滑鼠"},  // from there on
    {"zh-cn", "-{H|zh-cn:鼠标;zh-tw:滑鼠}-鼠标滑鼠", "鼠标鼠标"},
    {"zh-tw", "-{A|zh-cn:鼠标;zh-tw:滑鼠}-和鼠标", "滑鼠和滑鼠"},
    {"zh-hk", "-{H|zh-cn:a;zh-tw:b}-a b c", "b b c"},  // its fallback's
    {"zh-hant", "-{H|zh-cn:a;zh-tw:b}-a b", "a b"},    // rules of words go one way alone in the two scripts
    {"zh-hant", "-{H|a=>zh-hant:c;b=>zh-tw:d}-a b", "c b"},
    {"zh", "-{H|zh-cn:a;zh-tw:b}--{H|a=>zh:c}-a b", "a b"},  // and not at all in the main one
    {"zh-tw", "-{H|a=>zh-tw:c;a=>zh-cn:d}-ab", "cb"},
    {"zh-cn", "-{H|a=>zh-tw:c;a=>zh-cn:}-ab", "b"},
    {"zh-tw", "-{H|zh-cn:a;zh-tw:b}-a-{-|zh-cn:a;zh-tw:b}-a", "ba"},  // taken away
    {"zh-tw", "-{H|zh-cn:a;zh-tw:b}-a-{H|zh-cn:a;zh-tw:c}-a", "bc"},  // the later one
    {"zh-tw", "-{H|zh-cn:ab;zh-tw:x}--{H|zh-cn:a;zh-tw:y}--{H|zh-cn:abc;zh-tw:z}-abcd ab ac", "zd x yc"},  // longest
    {"zh-tw", "-{H|zh-cn:a;zh-tw:aa}-aaa", "aaaa"},                        // what is put in is not looked at again
    {"zh-tw", "-{H|zh-cn:ab;zh-tw:x}--{A|ab c}- ab c ab", "ab c ab c x"},  // one without variants protects its text
    {"zh-tw", "-{H|zh-cn:a;zh-tw:b}--{a}- -{R|a}- -{zh-cn:a;zh-tw:a}- a", "a a a b"},  // -{...}- is not converted
    {"zh-tw", "-{H|zh-cn:a;zh-tw:b}--{zh-tw|a}- -{zh-cn|a}-", "b a"},                  // but text of the chosen variant
    {"zh-tw", "-{H|zh-cn:a;zh-tw:b}-[[a]] [[a|xa]] [[x|a]]a", "<A|b> <A|xb> <X|b>b"},
    {"zh-cn", "-{H|zh-cn:a;zh-tw:bc}-b[[c]] [[b]]c b'''c''' bc", "b<C|c> <B|b>c a a"},  // not over a link's begin
    {"zh-tw", "-{H|zh-cn:a;zh-tw:b}-\n== a ==\n* a\n<code>a\na</code> a", "b\n\nb a a b"},
    {"zh-tw", "{{x|-{H|zh-cn:a;zh-tw:b}-}}a", "b"},  // also what is in what is left out
    {"zh-tw", "{|\n|-{H|zh-cn:a;zh-tw:b}-\n|}\na", "b"},
    {"zh-tw", "[[File:a.jpg|-{H|zh-cn:a;zh-tw:b}-a]]a", "b"},
    {"zh-tw", "[[-{A|zh-cn:a;zh-tw:b}-]]a {{abbr|-{A|zh-cn:c;zh-tw:d}-|e}}c", "<B|b>b dd"},
    {"zh-tw", "{{abbr|a-{zh-cn:a;zh-tw:a}-|e}}-{H|zh-cn:a;zh-tw:b}-{{abbr|a|e}}", "aab"},
    {"zh-tw", "-{zh-cn:a;zh-tw:-{H|zh-cn:a;zh-tw:b}-a}-a", "ab"},  // within another rule
    {"zh-tw", "-{H|zh-cn:&amp;x;zh-tw:y}-&amp;x <!-- -->z", "y z"},
    {"zh-tw", "-{T|zh-cn:a;zh-tw:b}--{zh-cn:a;zh-tw:b}- a", "b a"},  // which make no rules
    {"zh-tw", "-{T;A|zh-cn:a;zh-tw:b}- a", "b b"},
    {"zh-tw", "-{H|zh-cn:1;zh-tw:9}-\n= 1 =\n1", "9\n\n9"},
    {"sr-el", "-{H|sr-ec:ab;sr-el:x}- ab š", "ab š"},
    {"sr-el", "-{H|sr-ec:ab;sr-el:x}- ab ш", "x ш"},
    {"ban-bali", "-{H|ban:a;ban-bali:b}-a", "b"},
    {"ban", "-{H|ban:a;ban-bali:b}-b", "b"},
    {"kk-cn", "-{H|kk-arab:x;kk-latn:y}-y", "x"},
};
INSTANTIATE_TEST_SUITE_P(Rules, PageRuleOf, testing::ValuesIn(kPageRules));

TEST(PageRules, WordsWithMarkupAreCounted) {
  const WikiText converted =
      ConvertTo("-{H|zh-cn:[[a]];zh-tw:b}--{H|c=>zh-tw:''d''}--{H|" + std::string(256, 'e') + "=>zh-tw:f}- c", "zh-tw");
  EXPECT_EQ(converted.text, "c");
  EXPECT_THAT(converted.elements, ElementsAre(Pair("-{A|}- with markup", 3)));
}

TEST(PageRules, AreOnePass) {
  const std::string word(kLongestWord, 'a');
  for (const std::string& part : std::vector<std::string>{
           "-{H|" + word + "=>zh-tw:b}-", "-{A|zh-cn:a;zh-tw:b}-", "{{x|-{H|a=>zh-tw:b}-", "[[-{A|a=>zh-tw:b}-",
           "{|\n|-{H|a=>zh-tw:b}-\n", "-{zh-tw:-{H|a=>zh-tw:b}-", "-{A|a=>zh-tw:b}-<code>"}) {
    const std::string text = "-{H|" + word + "=>zh-tw:b}-" + Times(part, 5'000) + std::string(100'000, 'a');
    EXPECT_LE(ConvertTo(text, "zh-tw").text.size(), text.size()) << part;
  }
}

TEST(PageRules, MarksThatAreNoneAreTakenOut) {
  std::vector<DocumentLink> links = {{1, 3, "X"}};
  std::string text =
      "\x0E"
      "9a\x0F\x10\x0E\x0E"
      "1\x0E"
      "b\x0F"
      "b";
  ApplyPageRules({{false, {{"b", "cc"}}}}, text, links);
  EXPECT_EQ(text, "9acccc");
  EXPECT_EQ(links[0].begin, 0);
  EXPECT_EQ(links[0].end, 2);
}

}  // namespace
}  // namespace linkbert
