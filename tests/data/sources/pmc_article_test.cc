// PMC's .nxml: ids, title, the paragraphs that are text and those that are not, references.
#include "data/sources/pmc_article.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace linkbert {
namespace {

using testing::ElementsAre;
using testing::Pair;
using testing::UnorderedElementsAre;

PubmedRecord ParseArticle(const std::string& meta, const std::string& rest = "") {
  PmcArticleParser parser;
  PubmedRecord record;
  const std::string xml = fmt::format(
      "<article xmlns:xlink=\"x\" article-type=\"research-article\"><?properties open_access?><front><journal-meta>"
      "<journal-title>J</journal-title></journal-meta><article-meta>{}</article-meta></front>{}</article>",
      meta, rest);
  EXPECT_EQ(parser.Parse(xml, record), XmlOutcome::kWhole);
  return record;
}

TEST(PmcArticle, IdsAndTitle) {
  const PubmedRecord record = ParseArticle(
      "<article-id pub-id-type=\"pmid\">21810267</article-id><article-id pub-id-type=\"pmc\">3166277</article-id>"
      "<article-id pub-id-type=\"doi\">10.1186/1</article-id><title-group><article-title>Phage "
      "<italic>\xCE\xBB</italic>\n"
      "x<fn><p>now elsewhere</p></fn></article-title><subtitle>Part 2</subtitle></title-group>");
  EXPECT_EQ(record.pmid.id, "21810267");
  EXPECT_EQ(record.pmc, "PMC3166277");
  EXPECT_EQ(record.title, "Phage \xCE\xBB x Part 2");
  EXPECT_EQ(ParseArticle("<article-id pub-id-type=\"pmcid\">PMC77</article-id>").pmc, "PMC77");
}

TEST(PmcArticle, TextIsTheParagraphsOfAbstractAndBody) {
  const PubmedRecord record = ParseArticle(
      "<abstract><sec><title>Aim</title><p>To <bold>see</bold>.</p></sec></abstract>"
      "<abstract abstract-type=\"summary\"><p>In short.</p></abstract><trans-abstract><p>Resumen</p></trans-abstract>",
      "<body><sec><label>1</label><title>Start</title><p>One [<xref "
      "rid=\"B1\">1</xref>]:<list><list-item><label>a</label>"
      "<p>item</p></list-item></list> on.</p><fig><label>F</label><caption><p>a figure</p></caption></fig>"
      "<p>E <inline-formula><mml:math><mml:mi>m</mml:mi></mml:math><tex-math>\\m</tex-math></inline-formula>"
      "<disp-formula>x=1</disp-formula> "
      "end.</p><table-wrap><table><tr><td><p>cell</p></td></tr></table></table-wrap></sec>"
      "</body><back><ack><p>Thanks.</p></ack></back><sub-article><front-stub/><body><p>Answer</p></body></"
      "sub-article>");
  EXPECT_EQ(record.text, "Aim\n\nTo see.\n\nStart\n\nOne [1]:\n\nitem\n\non.\n\nE m end.");
}

// The body's text.
std::string Body(const std::string& body) { return ParseArticle("", "<body>" + body + "</body>").text; }

TEST(PmcArticle, EveryElementOfABodyIsTextOrNot) {
  EXPECT_EQ(Body("<def-list><title>Terms</title><def-item><term>AIDS</term><def><p>a "
                 "syndrome</p></def></def-item></def-list>"),
            "Terms\n\nAIDS\n\na syndrome");
  EXPECT_EQ(Body("<p>See <preformat>a  b\n c</preformat> and <code language=\"c\">int x;</code>.</p>"),
            "See\n\na b c\n\nand\n\nint x;\n\n.");
  EXPECT_EQ(
      Body("<verse-group><title>Ode</title><verse-line>One</verse-line><verse-line>Two</verse-line><attrib>X</attrib>"
           "</verse-group>"),
      "Ode\n\nOne\n\nTwo\n\nX");
  EXPECT_EQ(
      Body("<speech><speaker>Q</speaker><p>Why?</p></speech><disp-quote><p>q</p><attrib>by X</attrib></disp-quote>"),
      "Q\n\nWhy?\n\nq\n\nby X");
  EXPECT_EQ(
      Body(
          "<statement><label>Theorem 1</label><title>T</title><p>s</p></statement><boxed-text><caption><title>B</title>"
          "</caption><p>t</p></boxed-text><question><label>1</label><p>u</p></question>"),
      "T\n\ns\n\nB\n\nt\n\nu");
  EXPECT_EQ(
      Body("<sec><sec-meta><kwd-group><kwd>k</kwd></kwd-group></sec-meta><title>S</title><p>H<sub>2</sub>O "
           "10<sup>3</sup> <named-content content-type=\"x\">gene</named-content> <styled-content>y</styled-content>"
           "<break/>z</p></sec>"),
      "S\n\nH2O 103 gene y z");
  EXPECT_EQ(Body("<p>the <abbrev>WHO<def><p>World Health Organization</p></def></abbrev> said<index-term><term>i</term>"
                 "</index-term> <chem-struct>C6H6</chem-struct> (<inline-supplementary-material>File S1"
                 "</inline-supplementary-material>, <uri>u</uri>)</p>"),
            "the WHO said C6H6 (File S1, u)");
  EXPECT_EQ(
      Body("<p>a</p><array><tbody><tr><td>x</td></tr></tbody></array><chem-struct-wrap><p>x</p></chem-struct-wrap>"
           "<graphic><alt-text>x</alt-text></graphic><p>b<inline-graphic><alt-text>x</alt-text></inline-graphic>"
           "<fn><p>x</p></fn><related-article>x</related-article></p><sig-block>x</sig-block>"),
      "a\n\nb");
}

TEST(PmcArticle, OfAlternativesOneIsTaken) {
  EXPECT_EQ(
      Body(
          "<p>E <inline-formula><alternatives><tex-math>x</tex-math><mml:math><mml:semantics><mml:mi>m</mml:mi>"
          "<mml:annotation>x</mml:annotation></mml:semantics></mml:math><inline-graphic/><textual-form>x</textual-form>"
          "</alternatives></inline-formula> is "
          "<alternatives><textual-form>n</textual-form><graphic/></alternatives>.</p>"),
      "E m is n.");
}

TEST(PmcArticle, AnAbstractOfAnotherTypeOnlyWhereThereIsNone) {
  const std::string plain = "<abstract><p>Plain.</p></abstract>",
                    structured = "<abstract abstract-type=\"structured\"><p>Sorted.</p></abstract>";
  const std::string summary = "<abstract abstract-type=\"summary\"><p>Short.</p></abstract>";
  const std::string picture = "<abstract abstract-type=\"graphical\"><p>Figure.</p></abstract>";
  const std::string body = "<body><p>Body.</p></body>";
  EXPECT_EQ(ParseArticle(summary + plain + picture, body).text, "Plain.\n\nBody.");
  EXPECT_EQ(ParseArticle(structured + summary, body).text, "Sorted.\n\nBody.");
  EXPECT_EQ(ParseArticle(picture + summary + summary, body).text, "Short.\n\nBody.");
  EXPECT_EQ(ParseArticle(picture, body).text, "Body.");
  EXPECT_EQ(ParseArticle(summary).text, "Short.");
}

TEST(PmcArticle, ReferencesInABodyAreNoText) {
  const PubmedRecord record = ParseArticle(
      "",
      "<body><sec><title>S</title><p>a</p><ref-list><title>R</title><p>note</p><ref><mixed-citation>X, <article-title>T"
      "</article-title><pub-id pub-id-type=\"pmid\">5</pub-id></mixed-citation></ref></ref-list><p>b</p></sec></body>");
  EXPECT_EQ(record.text, "S\n\na\n\nb");
  EXPECT_THAT(record.targets, ElementsAre("5"));
}

TEST(PmcArticle, WhatWasEscapedTwiceIsDecoded) {
  EXPECT_EQ(Body("<p>p &amp;lt; 0.05 &amp;amp; q&amp;#x2009; r &amp;unknown; &amp;alpha;</p>"),
            "p < 0.05 & q r &unknown; \xCE\xB1");
}

std::string Citation(const std::string& kind, const std::string& ids) {
  return "<" + kind + ">" + ids + "</" + kind + ">";
}
std::string Id(const std::string& type, const std::string& id) {
  return "<pub-id pub-id-type=\"" + type + "\">" + id + "</pub-id>";
}

TEST(PmcArticle, RenderingsOfOneReferenceAreOneCitation) {
  const auto cited = [](const std::string& ref) {
    return ParseArticle("", "<back><ref-list><ref>" + ref + "</ref></ref-list></back>");
  };
  const std::string element = Citation("element-citation", Id("pmid", "1")),
                    mixed = Citation("mixed-citation", "A. T. 1999");
  for (const std::string& ref :
       {"<citation-alternatives>" + mixed + mixed + element + "</citation-alternatives>", element + mixed,
        mixed + element, "<citation-alternatives>" + element + element + "</citation-alternatives>"}) {
    EXPECT_THAT(cited(ref).targets, ElementsAre("1")) << ref;
    EXPECT_THAT(cited(ref).other_links, ElementsAre()) << ref;
  }
  const PubmedRecord two = cited(element + Citation("element-citation", Id("pmid", "2")) + mixed + mixed);
  EXPECT_THAT(two.targets, ElementsAre("1", "2"));
  EXPECT_THAT(two.other_links, ElementsAre());
  EXPECT_THAT(cited(mixed + mixed).other_links, ElementsAre(Pair("reference without PMID", 2)));
}

TEST(PmcArticle, ADoiWhereThereIsNoPmid) {
  const PubmedRecord record =
      ParseArticle(Id("doi", " 10.1101/2020.01.ABC "),
                   "<back><ref-list><ref>" + Citation("mixed-citation", Id("doi", "https://doi.org/10.1/X")) +
                       "</ref><ref>" + Citation("mixed-citation", Id("doi", "10.1/y") + Id("pmid", "7")) +
                       "</ref><ref>" + Citation("mixed-citation", Id("doi", "none")) + "</ref></ref-list></back>");
  EXPECT_EQ(record.doi, "");  // <pub-id> is a reference's
  EXPECT_THAT(record.targets, ElementsAre("doi:10.1/x", "7"));
  EXPECT_EQ(ParseArticle("<article-id pub-id-type=\"doi\"> 10.1101/2020.01.ABC\n</article-id>").doi,
            "doi:10.1101/2020.01.abc");
}

TEST(PmcArticle, ReferencesByPmidElseByPmcid) {
  const PubmedRecord record = ParseArticle(
      "",
      "<back><ref-list><title>R</title><ref id=\"B1\"><element-citation><pub-id pub-id-type=\"doi\">10.1/1</pub-id>"
      "<pub-id pub-id-type=\"pmid\">11</pub-id><pub-id pub-id-type=\"pmcid\">PMC9</pub-id></element-citation></ref>"
      "<ref id=\"B2\"><mixed-citation>A<pub-id pub-id-type=\"pmcid\">PMC12</pub-id></mixed-citation><mixed-citation>"
      "<article-title>T</article-title></mixed-citation></ref><ref><citation><pub-id pub-id-type=\"pmid\">11</pub-id>"
      "</citation></ref></ref-list></back>");
  EXPECT_THAT(record.targets, ElementsAre("11", "PMC12"));
  EXPECT_THAT(record.other_links, UnorderedElementsAre(Pair("reference without PMID", 1), Pair("repeated", 1)));
  EXPECT_EQ(record.title, "");
}

}  // namespace
}  // namespace linkbert
