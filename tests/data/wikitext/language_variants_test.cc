// -{...}-: one variant's text, by MediaWiki's rules for flags and fallbacks.
#include "data/wikitext/language_variants.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "data/wikitext/wikitext.h"
#include "tests/support/prepare_support.h"

namespace linkbert {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

WikiSite SiteOf(const char* language, const char* variant = "") {
  return {fmt::format("<mediawiki xml:lang=\"{}\">", language), "a.xml", {.variant = variant}};
}

struct VariantsCase {
  const char* wikitext;
  const char* main;  // zh
  const char* hans;  // zh-hans
  const char* tw;    // zh-tw
};

class Variants : public testing::TestWithParam<VariantsCase> {};

TEST_P(Variants, AreChosen) {
  const VariantsCase& given = GetParam();
  EXPECT_EQ(ConvertWikitext(given.wikitext, SiteOf("zh")).text, given.main) << given.wikitext;
  EXPECT_EQ(ConvertWikitext(given.wikitext, SiteOf("zh", "zh-hans")).text, given.hans) << given.wikitext;
  EXPECT_EQ(ConvertWikitext(given.wikitext, SiteOf("zh", "zh-tw")).text, given.tw) << given.wikitext;
}

constexpr VariantsCase kVariantRules[] = {
    {"x -{zh-hans:a; zh-hant:b;}- y", "x a y", "x a y", "x b y"},
    {"-{zh-hant:b; zh-hans:a}-", "a", "a", "b"},
    {"-{zh:a;zh-tw:b}-", "a", "a", "b"},             // the first one where no fallback has a text
    {"-{ zh-cn : a ; zh-hk : b }-", "a", "a", "b"},  // zh-hans has zh-cn's, zh-tw zh-hk's
    {"-{zh-sg:a;zh-tw:b;zh-cn:c}-", "c", "c", "b"},
    {"-{zh-hans-CN:a;zh-Hant:b}-", "b", "a", "b"},  // other spellings
    {"-{a}- -{}- -{ b }-", "a b", "a b", "a b"},
    {"-{R|zh-hans:a;zh-hant:b}-", "zh-hans:a;zh-hant:b", "zh-hans:a;zh-hant:b", "zh-hans:a;zh-hant:b"},
    {"-{A|zh-hans:a;zh-hant:b}-", "a", "a", "b"},
    {"x-{H|zh-hans:a;zh-hant:b}-y", "xy", "xy", "xy"},
    {"x-{T|zh-hans:a;zh-hant:b}-y-{-|zh-cn:c}-z", "xyz", "xyz", "xyz"},
    {"-{T;A|zh-hans:a;zh-hant:b}-", "a", "a", "b"},
    {"-{zh-hans;zh-hant|a}-", "a", "a", "a"},
    {"-{a=>zh-hans:b;c=>zh-tw:d}-", "b", "b", "d"},
    {"-{H|a=>zh-hans:b}-x", "x", "x", "x"},
    {"-{http://x}- -{a;b}- -{zh-xx:a;zh-hant:b}-", "http://x a;b zh-xx:a;zh-hant:b", "http://x a;b zh-xx:a;zh-hant:b",
     "http://x a;b zh-xx:a;zh-hant:b"},
    {"-{zh-hans:a;b;zh-hant:c&#59;zh-hans;}-", "a;b", "a;b", "c;zh-hans"},
    {"-{zh-hans:a-{zh-cn:1;zh-tw:2}-;zh-hant:b-{zh-cn:1;zh-tw:2}-}-", "a1", "a1", "b2"},
    {"-{N|zh-tw}- -{N| zh }-", "臺灣 原文", "臺灣 原文", "臺灣 原文"},
    {"-{D|zh-cn:x;zh-tw:y;a=>zh-hk:z}-", "大陆：x；臺灣：y；a⇒香港：z；", "大陆：x；臺灣：y；a⇒香港：z；",
     "大陆：x；臺灣：y；a⇒香港：z；"},
    {"-{H;D|zh-cn:x}- -{D;A|zh-cn:x}- -{D|x}-", "大陆：x； x", "大陆：x； x", "大陆：x； x"},
    {"a-{A;T|zh-cn:x;zh-tw:y}--{T;D|zh-cn:z}--{D;T|zh-cn:z}-", "ax大陆：z；", "ax大陆：z；", "ay大陆：z；"},
    {"-{x|a}- -{|b}-", "a b", "a b", "a b"},
    {"a -{ b", "a -{ b", "a -{ b", "a -{ b"},
    {"a }- b -{c}-{d}-", "a }- b c{d}-", "a }- b c{d}-", "a }- b c{d}-"},
    {"-{{x}}- y", "-- y", "-- y", "-- y"},  // a template behind a dash
    {"-{zh-hans:{{abbr|a|b}}c;zh-hant:{{nowrap|d}}}-", "ac", "ac", "d"},
    {"{{abbr|-{zh-hans:a;zh-hant:b}-|c}} {{x|-{a}} b}-", "a b}-", "a b}-", "b b}-"},
    {"<nowiki>-{zh-hans:a;zh-hant:b}-</nowiki>", "-{zh-hans:a;zh-hant:b}-", "-{zh-hans:a;zh-hant:b}-",
     "-{zh-hans:a;zh-hant:b}-"},
};
INSTANTIATE_TEST_SUITE_P(Rules, Variants, testing::ValuesIn(kVariantRules));

TEST(LanguageVariants, LinksOfTheChosenOneAreKeptAndOthersCounted) {
  const WikiText converted = ConvertWikitext(
      "一座-{zh-hans:[[二|两]][[三]];zh-hant:[[四|肆;zh-hans]]}-桥 [[五|-{zh-hans:a;zh-hant:b}-]] -{H|zh-cn:[[六]]}- "
      "-{[[七|柒]]}-",
      SiteOf("zh", "zh-hant"));
  EXPECT_EQ(converted.text, "一座肆;zh-hans桥 b 柒");
  std::vector<std::pair<std::string, std::string>> links;
  for (const DocumentLink& link : converted.links) {
    links.emplace_back(converted.text.substr(link.begin, link.end - link.begin), link.target);
  }
  EXPECT_THAT(links, ElementsAre(Pair("肆;zh-hans", "四"), Pair("b", "五"), Pair("柒", "七")));
  EXPECT_THAT(converted.other_links, ElementsAre(Pair("in another variant", 3)));
}

TEST(LanguageVariants, ANameThatIsNotKnownIsCounted) {
  const WikiText converted = ConvertWikitext("a-{N|zh-cn}-b-{N|zh-xx}-c", SiteOf("zh"));
  EXPECT_EQ(converted.text, "a大陆bc");
  EXPECT_THAT(converted.elements, ElementsAre(Pair("-{N|}-", 1)));
}

TEST(LanguageVariants, OnlyOfLanguagesThatHaveThem) {
  const auto text = [](const char* wikitext, const WikiSite& site) { return ConvertWikitext(wikitext, site).text; };
  EXPECT_EQ(text("a -{zh-hans:b}- c", SiteOf("de")), "a -{zh-hans:b}- c");
  EXPECT_EQ(text("a -{zh-hans:b}- c", SiteOf("ja")), "a -{zh-hans:b}- c");
  EXPECT_EQ(text("-{sr-ec:а; sr-el:a}- -{писмо|sr-ec:б;sr-el:b}-", SiteOf("sr")), "а б");
  EXPECT_EQ(text("-{sr-Cyrl:а; sr-Latn:a}-", SiteOf("sr", "sr-el")), "a");
  EXPECT_EQ(text("-{sr-Cyrl:а; sr-Latn:a}-", SiteOf("sr", "sr-Latn")), "a");
  EXPECT_EQ(text("-{kk-arab:a;kk-latn:b}-", SiteOf("kk", "kk-cn")), "a");
  EXPECT_EQ(text("-{kk-arab:a;kk-latn:b}-", SiteOf("kk", "kk-tr")), "b");
  EXPECT_EQ(text("-{uz-cyrl:a;uz-latn:b}-", SiteOf("uz")), "b");
}

TEST(LanguageVariants, AWrongOneIsRefusedWithThoseThereAre) {
  const auto refusal = [](const char* language, const char* variant) {
    return test::ErrorOf(ErrorCode::kUsage, [&] { SiteOf(language, variant); });
  };
  EXPECT_THAT(refusal("zh", "zh-xx"),
              HasSubstr("--variant zh-xx: a.xml: no variant of its language, zh. Wanted one of: "
                        "zh, zh-hans, zh-hant, zh-cn, zh-hk, zh-mo, zh-my, zh-sg, zh-tw."));
  EXPECT_THAT(refusal("it", "zh-hant"), HasSubstr("a.xml: its language, it, has no variants"));
  EXPECT_THAT(refusal("", "zh-hant"), HasSubstr("does not say which language"));
}

TEST(LanguageVariants, AreOnePass) {
  const auto times = [](std::string_view part, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += part;
    return text;
  };
  const WikiSite site = SiteOf("zh");
  for (const std::string_view part : {"-{", "}-", "-{a}-", "-{zh:", ";", "-{;", "-{a;zh:", "=>", "-{[[", "-{&", "&a"}) {
    const std::string open = times(part, 100'000);
    EXPECT_LE(ConvertWikitext(open, site).text.size(), open.size()) << part;
    EXPECT_LE(ConvertWikitext("-{A|" + open + "}-", site).text.size(), open.size() + 6) << part;
  }
  EXPECT_EQ(ConvertWikitext(times("-{zh:", 10) + "x" + times("}-", 10), site).text, "x");
}

}  // namespace
}  // namespace linkbert
