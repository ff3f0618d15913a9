// What wikitext becomes, construct by construct; and that no input makes the pass slow or deep.
#include "data/wikitext/wikitext.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "tests/support/shown_wikitext.h"

namespace linkbert {
namespace {

using test::Shown;
using test::WikitextCase;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

WikiSite Site() {
  return {R"(<mediawiki><siteinfo><dbname>dewiki</dbname><case>first-letter</case><namespaces>
    <namespace key="0" case="first-letter" /><namespace key="6" case="first-letter">Datei</namespace>
    <namespace key="14" case="first-letter">Kategorie</namespace></namespaces></siteinfo>)",
          "test"};
}

WikiText Convert(std::string_view wikitext) { return ConvertWikitext(wikitext, Site()); }

class Wikitext : public testing::TestWithParam<WikitextCase> {};

TEST_P(Wikitext, Becomes) { EXPECT_EQ(Shown(Convert(GetParam().wikitext)), GetParam().shown) << GetParam().wikitext; }

constexpr WikitextCase kLinks[] = {
    {"a [[Foo]] b", "a <Foo|Foo> b"},
    {"[[foo_bar|Bar]]s and [[Foo]]tastic, [[x]]Y", "<Foo bar|Bars> and <Foo|Footastic>, <X|x>Y"},
    {"[[ Foo  bar ]]", "<Foo bar|Foo bar>"},
    {"[[Foo#History|his]] [[#Top|top]] [[#Top]]", "<Foo|his> top #Top"},
    {"[[Stra%C3%9Fe]] [[A&amp;B|ab]] [[%zz]]", "<Straße|Stra%C3%9Fe> <A&B|ab> <%zz|%zz>"},
    {"[[:Category:X]] [[Category:X]]y[[Kategorie:Y|z]]", "Category:X y"},
    {"[[File:a.jpg|thumb|A [[cat]] and [[File:b.png|x]] it]]b [[Datei:c.svg]]c", "b c"},
    {"[[:File:a.jpg|see]] [[Image:a.jpg]]", "see"},
    {"[[fr:Chat]] [[:fr:Chat]] [[wikt:cat|cat]] [[Star Wars: A]]", "fr:Chat cat <Star Wars: A|Star Wars: A>"},
    {"[[Paris (mythology)|]] [[Paris, Texas|]] [[Help:Me|]]", "<Paris (mythology)|Paris> <Paris, Texas|Paris> Me"},
    {"[[Foo|a '''bold''' b]]", "<Foo|a bold b>"},
    {"[[Foo|a [[Bar]] b]] c", "a <Bar|Bar> b c"},
    {"[[Foo\nbar]] x", "Foo bar x"},
    {"[[Foo|a\nb]]", "<Foo|a b>"},
    {"[[[Foo]]]", "[<Foo|Foo>]"},
    {"a [[Foo", "a Foo"},
    {"a [[Foo|bar", "a bar"},
    {"a ]] b [[]] [[|x]] [[<b>|y]]", "a b x y"},
    {"[http://x.y/z label [[Foo]]] [http://x.y] [x] [//a b] http://q.r", "label <Foo|Foo> [x] b http://q.r"},
    {"[http://x.y a\nb]", "a b]"},
    {"[[über]]große [[élan]]é", "<Über|übergroße> <Élan|élan>é"},
};
INSTANTIATE_TEST_SUITE_P(Links, Wikitext, testing::ValuesIn(kLinks));

constexpr WikitextCase kTemplates[] = {
    {"a {{foo|[[bar]]|{{baz}}}} b", "a b"},
    {"{{convert|5|km|mi}} {{lang|fr|'''le''' [[chat]]}} {{Nowrap|x [[y]]}}", "5 km le <Chat|chat> x <Y|y>"},
    {"{{lang-fr|[[a]] b}}, {{small|{{nowrap|{{abbr|q|r}}}}}}", "<A|a> b, q"},
    {"x ({{coord|1|2}}) z ({{a}}, b) ( ; )", "x z (b)"},
    {"{{{param|x}}} {{{{a}}}} b", "{} b"},
    {"a {{foo b", "a foo b"},
    {"a {{foo}} }} b {{x", "a b x"},
    {"{{foo|[[bar}} b]] c", "b c"},
    {"[[a|{{foo|]]}} b]] c", "<A|b> c"},
    {"a\n{| class=x\n|-\n| [[b]] || c\n{|\n| d\n|}\n|}\ne", "a\n\ne"},
    {"a\n{| \n| [[b]]\n== H ==\nc", "a\n\nH\n\nc"},
    {"a\n{|\n| x\n== H ==\n| y\n|}\nb", "a\n\nb"},
    {"{{convert|10|to|20|km}} {{convert|3|-|4|m}} {{convert|5}}", "10 to 20 km 3\u20134 m"},
    {"printf() and () x", "printf() and x"},
    {"{{nowrap|[[b]]=\u00E4\u00F6\u00FC}} {{nowrap|1=c [[d]]}}", "c <D|d>"},
    {"{{Infobox\n| a = [[b]]\n|}}\nc", "c"},
    {":{|\n|x\n|}\ny", "y"},
    {"<span style=\"{{x}}\">a</span> {{b}} c", "a c"},
};
INSTANTIATE_TEST_SUITE_P(Templates, Wikitext, testing::ValuesIn(kTemplates));

constexpr WikitextCase kMarks[] = {
    {"'''a''' ''b'' '''''c''''' d''''e'''' l'homme", "a b c d'e' l'homme"},
    {"a&nbsp;b &lt;c&gt; &#8364;&#x20AC; &amp;amp; &unknown; &", "a b <c> €€ &amp; &unknown; &"},
    {"a<!-- b [[c]] -->d<ref>e [[f]]</ref>g<ref name=x />h<REF name=\"y\">i</Ref >j", "adghj"},
    {"a<nowiki>[[b]] ''c''</nowiki>d <nowiki/> e", "a[[b]] ''c''d e"},
    {"a <math>\\frac{a}{b}</math> b <gallery>\nFile:x|[[y]]\n</gallery>c", "a b c"},
    {"a<br>b<br/>c <small>d</small> H<sub>2</sub>O <foo>x</foo> 1 < 2", "a b c d H2O x 1 < 2"},
    {"a <!-- b", "a"},
    {"a <ref>b", "a b"},
    {"__NOTOC__a __x__ _", "a __x__ _"},
    {"== H ==\ntext\n=== [[I]] ===\n==J==\nmore\n== K ==", "H\n\ntext\n\nJ\n\nmore"},
    {"a = b\n= c", "a = b = c"},
    {"p\n\nq\nr", "p\n\nq r"},
    {"* a\n** [[b]]\n# c\n; d : e\n: f\n----\ng", "a\n\n<B|b>\n\nc\n\nd : e\n\nf\n\ng"},
    {"<p>a</p><div class=x>b</div>", "a\n\nb"},
    {"", ""},
    {" \n\n ", ""},
};
INSTANTIATE_TEST_SUITE_P(Marks, Wikitext, testing::ValuesIn(kMarks));

TEST(WikitextCounts, EveryLinkHasAFate) {
  const WikiText converted = Convert(
      "[[a]] [[File:x|[[b]]]] [[Category:c]] [[fr:d]] [[User:e]] [[wikt:f]] [[#g]] "
      "{{t|[[h]]}}\n{|\n|[[i]]\n|}\n[[<|j]] "
      "[[k|[[l]]]] <ref>[[m]]</ref><gallery>\nFile:x|[[n]]</gallery><math>[[</math>");
  EXPECT_EQ(converted.links.size(), 2U);
  EXPECT_THAT(converted.other_links,
              testing::UnorderedElementsAre(
                  Pair("in a file's caption", 1), Pair("file", 1), Pair("category", 1), Pair("other language", 1),
                  Pair("other namespace", 1), Pair("other wiki", 1), Pair("section of the page", 1),
                  Pair("in a template", 1), Pair("in a table", 1), Pair("no title", 1), Pair("around another link", 1),
                  Pair("in <ref>", 1), Pair("in <gallery>", 1)));
}

TEST(WikitextCounts, TemplatesElementsAndDisambiguation) {
  const WikiText converted = Convert("{{Foo bar|x}}{{foo_bar}}{{Baz}}<ref>x</ref><ref name=a/>");
  std::map<std::string, std::uint64_t> times;
  for (const auto& [name, tally] : converted.templates) times[name] = tally.times;
  EXPECT_THAT(times, ElementsAre(Pair("baz", 1), Pair("foo bar", 2)));
  EXPECT_THAT(converted.elements, ElementsAre(Pair("ref", 2)));
  EXPECT_FALSE(converted.disambiguation);
  EXPECT_TRUE(Convert("{{Begriffsklärung}}").disambiguation);
  EXPECT_TRUE(Convert("{{Place name disambiguation}}").disambiguation);
  EXPECT_TRUE(Convert("__DISAMBIG__").disambiguation);
}

// Each took hours, gigabytes or a stack where a pass is quadratic or recursive; here the whole list takes a second.
TEST(WikitextWorstCases, AreOnePass) {
  const auto times = [](std::string_view part, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += part;
    return text;
  };
  constexpr std::size_t kMany = 100'000;
  for (const std::string_view part :
       {"{{",      "}}",   "{{{",   "[[",      "]]",       "[[a|", "{{a|", "{{nowrap|", "{{lang|x|", "'",
        "''",      "<",    "<ref>", "<ref",    "<!--",     "&",    "&#",   "(",         "( ",        "=\n",
        "==a==\n", "{|\n", "|}\n",  "\n{|\n|", "[http://", "__",   "*",    "\n",        "[[File:a|", "|"}) {
    const std::string open = times(part, kMany);
    EXPECT_LE(Convert(open).text.size(), 2 * open.size()) << part;
  }
  EXPECT_EQ(Convert(times("{{nowrap|", 10'000) + "x" + times("}}", 10'000)).text, "");
  EXPECT_EQ(Convert(times("{{nowrap|", 50) + "x" + times("}}", 50)).text, "x");
  EXPECT_EQ(Convert(times("{{a|", kMany) + times("}}", kMany) + "b").text, "b");
  EXPECT_EQ(Shown(Convert(times("[[a|", kMany) + "x" + times("]]", kMany))), "<A|x>");
}

TEST(WikitextWorstCases, ATargetThatIsNoTitleIsNotCutWithinACharacter) {
  std::string target = "x";
  for (int i = 0; i < 2000; ++i) target += "\u00E4";
  EXPECT_EQ(Convert("a [[" + target + "|]] b").text, "a b");
  EXPECT_EQ(Convert("a [[" + target + "|c]] b").text, "a c b");
}

TEST(WikiSite, TitlesFollowTheSitesRules) {
  const WikiSite site = Site();
  EXPECT_EQ(site.Title("_ärger  mit\tX_ "), "Ärger mit X");
  EXPECT_EQ(site.database(), "dewiki");
  EXPECT_EQ(site.Title("OS\u00A0X\u3000\u2009y\u200E \u00DF"), "OS X y \u00DF");
  const WikiSite sensitive("<siteinfo><case>case-sensitive</case></siteinfo>", "test");
  EXPECT_EQ(sensitive.Title("foo"), "foo");
  EXPECT_EQ(sensitive.Target("foo").title, "foo");
  EXPECT_EQ(WikiSite("", "test").Target("File:x").kind, LinkKind::kFile);
  EXPECT_THROW(WikiSite("<siteinfo><case></siteinfo>", "test"), Error);
}

}  // namespace
}  // namespace linkbert
