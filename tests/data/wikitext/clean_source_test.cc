// What becomes of elements and their tags: those that are known, those that are not, those that are not closed;
// formulas.
#include "data/wikitext/clean_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/shown_wikitext.h"

namespace linkbert {
namespace {

using test::ShownWikitext;
using test::Times;
using test::WikitextCase;
using testing::Pair;
using testing::UnorderedElementsAre;

class Elements : public testing::TestWithParam<WikitextCase> {};

TEST_P(Elements, Become) { EXPECT_EQ(ShownWikitext(GetParam().wikitext), GetParam().shown) << GetParam().wikitext; }

constexpr WikitextCase kKept[] = {
    {"<translate>a <!--T:1--> <tvar name=\"x\">[[b]]</tvar></translate> <tvar|y>c</> d", "a <B|b> c d"},
    {"<languages/><phonos ipa=\"h\" lang=en>hello</phonos> <langconvert from=a>x</langconvert>", "hello x"},
    {"<foo>a</foo> <foo-bar baz=\"1\" q='2' r=3>b</foo-bar> <o:p/>c <x_1 />d <FOO>e</Foo>", "a b c d e"},
    {"<\u0440\u0430\u0437\u0434\u0435\u043B \u043D\u0430\u0447\u0430\u043B\u043E=x />a<section begin=x/>b", "ab"},
    {"<span title=\"a>b\">c</span> <br clear=all>d <font color=red size=+1>e</font>", "c d e"},
    {"<poem>\na\nb\n</poem>c <choose><option>d</option></choose>", "a b\n\nc\n\nd"},
    {"<ruby>\u6F22<rp>(</rp><rt>kan</rt><rp>)</rp></ruby> <ruby>x<rt>y</rt></ruby>", "\u6F22(kan) x y"},
    {"<code>List<T> x</code> <tt>a <b>c</b></tt> <d>", "List<T> x a c"},
    {"<code>{ {x}}</code> }} <tt>{{</tt>a{{{{b", "{ {x}} {{ab"},
    {"<h2>a</h2>b<hr/>c", "a\n\nb\n\nc"},
    {"a</foo>b</ref>c", "abc"},
};
INSTANTIATE_TEST_SUITE_P(Kept, Elements, testing::ValuesIn(kKept));

constexpr WikitextCase kLeftOutElements[] = {
    {"<pages index=\"x\" from=1 to=2 />a<templatestyles src=\"x\"/>b<references group=n />c", "abc"},
    {"a<syntaxhighlight lang=c>if (a<b) [[x]]</syntaxhighlight>b<source>x</source>c", "abc"},
    {"a<score>x</score><hiero>x</hiero><mapframe>{}</mapframe><maplink/><graph>{}</graph><timeline>x</timeline>b",
     "ab"},
    {"a<gallery>\nFile:x|[[y]]\n</gallery><imagemap>x</imagemap><inputbox>type=x</inputbox><rss>x</rss>b", "ab"},
    {"a<quiz>x</quiz><slideshow>x</slideshow><charinsert>x</charinsert><DynamicPageList>x</DynamicPageList>b", "ab"},
    {"a<categorytree>x</categorytree><indicator name=x>y</indicator><templatedata>{}</templatedata>b", "ab"},
};
INSTANTIATE_TEST_SUITE_P(LeftOut, Elements, testing::ValuesIn(kLeftOutElements));

constexpr WikitextCase kNoElements[] = {
    {"a < b, x<y and z>w, <3, <name@host> <http://x.y> <stdio.h> a<b and c>d", nullptr},
    {"1 <2> <- -> <> << >> <.> <a/b> <x", nullptr},
};

TEST(Elements, WhatIsNoTagIsText) {
  for (const WikitextCase& text : kNoElements) EXPECT_EQ(ShownWikitext(text.wikitext), text.wikitext);
}

constexpr WikitextCase kUnclosed[] = {
    {"a <ref>b\n\nc", "a b\n\nc"},
    {"a <ref name=\"x\">\n\nb <ref>c</ref> d", "a\n\nb d"},  // not up to the next one's end
    {"a <ref>x <ref>y</ref> b", "a b"},
    {"a <references><ref>x</ref></references> b <ref>c</references>", "a b c"},
    {"a <math>x\n\nb <gallery>c\n\n<syntaxhighlight>d <score>e", "a x\n\nb c\n\nd e"},
    {"a <foo b=\"c\nd", "a <foo b=\"c d"},
    {"a <nowiki>[[b]] <pre>c", "a <B|b> c"},
};
INSTANTIATE_TEST_SUITE_P(Unclosed, Elements, testing::ValuesIn(kUnclosed));

TEST(Formulas, AreDroppedWithWhatTheyDivide) {
  EXPECT_EQ(ShownWikitext("For <math>x</math>, <math>y</math>, and <ce>H2O</ce> (<chem>z</chem>, b)."),
            "For, and (b).");
  EXPECT_EQ(ShownWikitext("so <math>x</math>.\n:<math>E</math>.\nNext (<math>a</math>) b <math/>, c"),
            "so.\n\nNext b, c");
  EXPECT_EQ(ShownWikitext("in <math>x</math> .NET, {{a}}, {{b}} (c, {{d}}) ; e {{f}} ; g"), "in .NET, (c) ; e ; g");
}

TEST(Formulas, AreAWordOrTheirSource) {
  const std::string text = "For <math>x_1</math>, a<math>\\frac{a}{b}</math>th <ce>H2O</ce>.";
  EXPECT_EQ(ShownWikitext(text, MathText::kPlaceholder), "For formula, a formula th formula.");
  EXPECT_EQ(ShownWikitext("<math>x_1</math>, <chem>a&lt;[[b]]''c''{{d}}</chem>", MathText::kSource),
            "x_1, a<[[b]]''c''{{d}}");
}

TEST(Formulas, AreCounted) {
  NamedCounts elements, links;
  CleanSource("<math>x</math><ce>y</ce><math>z", MathText::kDrop, elements, links);
  CleanSource("<math>x</math>", MathText::kPlaceholder, elements, links);
  CleanSource("<math>x</math>", MathText::kSource, elements, links);
  EXPECT_THAT(elements, UnorderedElementsAre(Pair("math", 1), Pair("ce", 1), Pair("math as a word", 1),
                                             Pair("math as source", 1)));
}

TEST(CleanSource, CountsClosedLinksOfWhatHoldsWikitext) {
  NamedCounts elements, links;
  CleanSource("<ref>[[a]] [[b|[[c]]]] [[d <!-- [[e]] --> <nowiki>[[f]]</nowiki> ]] ]]</ref><math>[[g]]</math>",
              MathText::kDrop, elements, links);
  EXPECT_THAT(links, UnorderedElementsAre(Pair("in <ref>", 4)));
}

TEST(CleanSource, IsOnePass) {
  for (const char* part :
       {"<ref>", "<ref>\n\n", "</ref>", "<ref/>", "<ref>\n\n<ref/>", "<foo ", "<foo a=\"", "<math>", "<gallery>x",
        "<code>", "<ref>[[", "<nowiki>", "<a b='c'>", "<REF\n", "{{a}}, ", "<math/> ,"}) {
    EXPECT_LE(ShownWikitext(Times(part, 50'000)).size(), 50'000 * 12U) << part;
    EXPECT_LE(ShownWikitext("<ref>" + Times(part, 50'000) + "</ref>").size(), 50'000 * 12U) << part;
  }
}

}  // namespace
}  // namespace linkbert
