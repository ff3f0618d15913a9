// PMC's .nxml: ids, title, the paragraphs that are text and those that are not, references.
#include "data/documents/pmc_article.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace linkbert {
namespace {

using testing::ElementsAre;
using testing::Pair;
using testing::UnorderedElementsAre;

PubmedRecord Parse(const std::string& meta, const std::string& rest = "") {
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
  const PubmedRecord record = Parse(
      "<article-id pub-id-type=\"pmid\">21810267</article-id><article-id pub-id-type=\"pmc\">3166277</article-id>"
      "<article-id pub-id-type=\"doi\">10.1186/1</article-id><title-group><article-title>Phage "
      "<italic>\xCE\xBB</italic>\n"
      "x<fn><p>now elsewhere</p></fn></article-title><subtitle>Part 2</subtitle></title-group>");
  EXPECT_EQ(record.pmid.id, "21810267");
  EXPECT_EQ(record.pmc, "PMC3166277");
  EXPECT_EQ(record.title, "Phage \xCE\xBB x Part 2");
  EXPECT_EQ(Parse("<article-id pub-id-type=\"pmcid\">PMC77</article-id>").pmc, "PMC77");
}

TEST(PmcArticle, TextIsTheParagraphsOfAbstractAndBody) {
  const PubmedRecord record = Parse(
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

TEST(PmcArticle, ReferencesByPmidElseByPmcid) {
  const PubmedRecord record = Parse(
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
