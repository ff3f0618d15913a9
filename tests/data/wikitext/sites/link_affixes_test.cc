// What beside [[...]] belongs to the link's text, by the rules of MediaWiki's languages.
#include "data/wikitext/sites/link_affixes.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "data/wikitext/wikitext.h"
#include "tests/support/shown_wikitext.h"

namespace linkbert {
namespace {

using test::Shown;

struct AffixCase {
  const char* language;
  const char* wikitext;
  const char* shown;
};

class LinkAffixes : public testing::TestWithParam<AffixCase> {};

TEST_P(LinkAffixes, BelongToTheLink) {
  const AffixCase& given = GetParam();
  const WikiSite site(fmt::format("<mediawiki xml:lang=\"{}\">", given.language), "a.xml");
  EXPECT_EQ(Shown(ConvertWikitext(given.wikitext, site)), given.shown) << given.language << ": " << given.wikitext;
}

constexpr AffixCase kTrails[] = {
    {"en", "[[A]]s [[A]]é [[A]]S [[A]]1", "<A|As> <A|A>é <A|A>S <A|A>1"},
    {"", "[[A]]s [[A]]é", "<A|As> <A|A>é"},
    {"tokipona", "[[A]]s [[A]]ä", "<A|As> <A|A>ä"},
    {"de", "[[Baum]]größeé [[A]]Ä", "<Baum|Baumgröße>é <A|A>Ä"},
    {"gsw", "[[Baum]]grösse", "<Baum|Baumgrösse>"},  // German's, which it falls back to
    {"als", "[[Baum]]grösse", "<Baum|Baumgrösse>"},  // its old code
    {"fr", "[[A]]été [[A]]É [[A]]œ [[A]]'s", "<A|Aété> <A|AÉ> <A|A>œ <A|A>'s"},
    {"pl", "[[A]]ów [[A]]Ę [[A]]é", "<A|Aów> <A|AĘ> <A|A>é"},
    {"ru", "[[Москва]]ёй [[Москва]]Ё [[A]]s", "<Москва|Москваёй> <Москва|Москва>Ё <A|As>"},
    {"uk", "[[Київ]]ський» [[A]]“", "<Київ|Київський»> <A|A“>"},
    {"el", "[[Ελλάδα]]ς [[Α]]Ώ", "<Ελλάδα|Ελλάδας> <Α|ΑΏ>"},
    {"it", "[[A]]è [[A]]ê", "<A|Aè> <A|A>ê"},
    {"ca", "[[A]]l·l'a ''[[A]]''b [[A]]'''b'''", "<A|Al·l'a> <A|A>b <A|A>b"},
    {"br", "[[A]]c'ha [[A]]C’h [[A]]c'x [[A]]'h", "<A|Ac'ha> <A|AC’h> <A|Ac>'x <A|A>'h"},
    {"se", "[[A]]:id [[A]]: id [[A]]:: [[A]]đ", "<A|A:id> <A|A>: id <A|A>:: <A|Ađ>"},
    {"hi", "[[A]]े [[A]]- [[A]]।", "<A|Aे> <A|A-> <A|A>।"},
    {"gu", "[[A]]ની [[A]]s", "<A|Aની> <A|A>s"},  // not a to z
    {"fa", "[[A]]‌ها [[A]]s", "<A|A‌ها> <A|A>s"},
    {"he", "[[A]]ים [[A]]s", "<A|Aים> <A|As>"},
    {"zh", "[[A]]s [[A]]的", "<A|A>s <A|A>的"},  // nothing
    {"zh-hk", "[[A]]s", "<A|A>s"},
    {"ja", "[[A]]s [[A]]の", "<A|As> <A|A>の"},
    {"lbe", "[[A]]1я [[A]]2", "<A|A1я> <A|A>2"},
    {"de", "[[A]]<nowiki/>s [[A]]<nowiki>s</nowiki> [[A|b]]<!-- -->s", "<A|A>s <A|A>s <A|bs>"},
};
INSTANTIATE_TEST_SUITE_P(Trails, LinkAffixes, testing::ValuesIn(kTrails));

constexpr AffixCase kPrefixes[] = {
    {"en", "al[[Razi]]", "al<Razi|Razi>"},
    {"fr", "l'é[[A]]", "l'é<A|A>"},
    {"ar", "في ال[[عرب|عربي]]ة al[[A]]", "في <عرب|العربية> <A|alA>"},
    {"arz", "ال[[عرب]]", "<عرب|العرب>"},  // Arabic's
    {"ru", "„[[А]]", "„<А|А>"},           // says that it has none
    {"uk", "про«[[А]]», „[[Б]]“", "про<А|«А»>, <Б|„Б“>"},
    {"is", "[[A]]-[[B]] Þór-[[C|c]]s", "<A|A-><B|B> <C|Þór-cs>"},
    {"hy", "ա1բ[[Գ]] (դ[[Ե]])", "ա1<Գ|բԳ> (<Ե|դԵ>)"},
    {"hy", "ա''բ''[[Գ]] ա<nowiki/>[[Գ]] ''ա[[Գ]]''", "աբ<Գ|Գ> ա<Գ|Գ> <Գ|աԳ>"},
    {"hy", "é[[A]]é[[B]] [[wikt:a|b]]c[[C]]", "<A|éA><B|éB> bc<C|C>"},  // what follows a link is not before the next
    {"hy", "a[[File:x.png|b[[C]]]]d[[D]] a[[Category:X]]", "a<D|dD> a"},
    {"hy", "a&eacute;[[B]] é{{nowrap|c}}[[D]]", "aé<B|B> éc<D|D>"},
    {"hy", "ա<ref>b</ref>[[Գ]] <nowiki>ա</nowiki>[[Գ]]", "ա<Գ|Գ> ա<Գ|Գ>"},
    {"hy", "a[[wikt:b|c]] x[[A|y[[B]]z]]", "ac x<B|yBz>"},
};
INSTANTIATE_TEST_SUITE_P(Prefixes, LinkAffixes, testing::ValuesIn(kPrefixes));

TEST(LinkAffixTables, AreAscending) {
  std::string_view last;
  for (const auto& each : AffixesOfLanguages()) {
    EXPECT_LT(last, each.language);
    last = each.language;
    for (const auto& ranges : {each.trail, each.prefix}) {
      for (std::size_t i = 0; i < ranges.size(); ++i) {
        EXPECT_LE(ranges[i].first, ranges[i].last) << each.language;
        EXPECT_TRUE(i == 0 || ranges[i - 1].last + 1 < ranges[i].first) << each.language;
      }
    }
  }
}

}  // namespace
}  // namespace linkbert
