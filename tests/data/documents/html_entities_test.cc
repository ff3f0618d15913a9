// Character references: HTML5's names, its rules for numbers, and what is text.
#include "data/documents/html_entities.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "data/documents/html_entity_table.h"
#include "data/tokens/utf8.h"

namespace linkbert {
namespace {

std::string Visible(std::string_view text) {
  std::string out;
  const auto reference = ReferenceAt(text, 0);
  if (!reference || reference->bytes != text.size()) return std::string(text);
  AppendVisible(*reference, out);
  return out;
}

TEST(HtmlEntities, NamesOfHtml5) {
  EXPECT_EQ(DecodeReferences("&alpha;&Alpha;&amp;&AMP;&lt;&CounterClockwiseContourIntegral;&there4;&frac12;&zwnj;"),
            "\u03B1\u0391&&<\u2233\u2234\u00BD\u200C");
  EXPECT_EQ(DecodeReferences("&NotEqualTilde;&acE;&fjlig;"), "\u2242\u0338\u223E\u0333fj");  // two characters each
  EXPECT_EQ(DecodeReferences("&Afr;&b.alpha;&lsqb;&vert;&quest;&bsol;&quot;"), "\U0001D504&b.alpha;[|?\\\"");
  EXPECT_EQ(DecodeReferences("&\u05E8\u05DC\u05DE;|&\u0631\u0644\u0645;"), "\u200F|\u200F");  // MediaWiki's
  EXPECT_EQ(DecodeReferences("&lang;&rang;&epsilon;&phi;"), "\u27E8\u27E9\u03B5\u03C6");      // not HTML 4's
}

// html.entities.html5 of Python has 2125 names with ";", 93 of them of two characters; none is a space.
TEST(HtmlEntities, EveryNameOfTheTableIsFound) {
  std::size_t names = 0, pairs = 0;
  std::string last;
  for (std::string_view table = kHtmlEntities; !table.empty();) {
    const std::string name(table.substr(0, table.find(' ')));
    table.remove_prefix(name.size() + 1);
    const std::string_view text = table.substr(0, table.find(' '));
    table.remove_prefix(text.size() + 1);
    EXPECT_LT(last, name);
    EXPECT_EQ(DecodeReferences("&" + name + ";"), text) << name;
    ++names;
    pairs += DecodeUtf8(text, 0).bytes < text.size() ? 1 : 0;
    last = name;
  }
  EXPECT_EQ(names, 2127U);
  EXPECT_EQ(pairs, 93U);
}

TEST(HtmlEntities, NumbersAreHtml5s) {
  EXPECT_EQ(DecodeReferences("&#65;&#x41;&#X41;&#0000000000000000000000065;"), "AAAA");
  EXPECT_EQ(DecodeReferences("&#150;&#x80;&#153;&#159;"), "\u2013\u20AC\u2122\u0178");  // Windows-1252
  for (const char* none :
       {"&#0;", "&#xD800;", "&#xDFFF;", "&#x110000;", "&#99999999999;", "&#129;", "&#1;", "&#127;"}) {
    EXPECT_EQ(DecodeReferences(none), "\uFFFD") << none;
  }
  EXPECT_EQ(DecodeReferences("&#x10FFFF;&#x1F600;"), "\U0010FFFF\U0001F600");
}

TEST(HtmlEntities, WhatIsNoneIsText) {
  for (const char* text : {"&", "&;", "&#;", "&#x;", "&#xG;", "&#12a;", "&amp", "&AMp;", "&unknown;", "& amp;",
                           "&amp ;", "&CounterClockwiseContourIntegralXXXXXXXXXXXXXX;", "AT&T; x"}) {
    EXPECT_EQ(DecodeReferences(text), text);
  }
  EXPECT_EQ(DecodeReferences("&amp;nbsp;"), "&nbsp;");  // decoded once
}

TEST(HtmlEntities, WhiteSpaceIsASpaceAndWhatHasNoWidthIsNothing) {
  for (const char* space :
       {"&nbsp;", "&Tab;", "&NewLine;", "&emsp13;", "&hairsp;", "&MediumSpace;", "&#8239;", "&#10;"}) {
    EXPECT_EQ(Visible(space), " ") << space;
  }
  for (const char* nothing : {"&shy;", "&lrm;", "&rlm;", "&ZeroWidthSpace;", "&NoBreak;", "&#xFEFF;", "&#x202C;"}) {
    EXPECT_EQ(Visible(nothing), "") << nothing;
  }
  EXPECT_EQ(Visible("&ThickSpace;"), "  ");
  EXPECT_EQ(Visible("&zwj;"), "\u200D");  // joins letters
}

}  // namespace
}  // namespace linkbert
