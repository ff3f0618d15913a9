// Records of PubMed's files as fields: mixed content, titles, citations, what is no XML.
#include "data/sources/pubmed_record.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "data/sources/pubmed_skim.h"

namespace linkbert {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

PubmedRecord ParseRecord(const std::string& xml, XmlOutcome wanted = XmlOutcome::kWhole) {
  PubmedRecordParser parser;
  PubmedRecord record;
  EXPECT_EQ(parser.Parse(xml, record), wanted) << parser.problem();
  return record;
}

// <PubmedArticle> of these parts of <Article> and behind it.
std::string Record(const std::string& article, const std::string& citation = "", const std::string& data = "") {
  return fmt::format(
      "<PubmedArticle><MedlineCitation Status=\"MEDLINE\"><PMID Version=\"2\"> 0123 </PMID><Article PubModel=\"Print\">"
      "<Journal><Title>A journal</Title></Journal>{}</Article>{}</MedlineCitation><PubmedData>{}</PubmedData>"
      "</PubmedArticle>",
      article, citation, data);
}

std::string Abstract(const std::string& texts) { return fmt::format("<Abstract>{}</Abstract>", texts); }

std::string Reference(const std::string& ids) {
  return fmt::format("<Reference><Citation>J. 1999;<i>7</i></Citation><ArticleIdList>{}</ArticleIdList></Reference>",
                     ids);
}

TEST(PubmedRecord, TextIsTheWholeMixedContentOfEveryAbstractText) {
  const PubmedRecord record = ParseRecord(Record(
      "<ArticleTitle>On H<sub>2</sub>O &amp; <i>E. <b>coli</b></i>.</ArticleTitle>" +
      Abstract("<AbstractText Label=\"AIMS\" NlmCategory=\"OBJECTIVE\">To  see\n\t x<sup>2<i>n</i></sup> &lt; "
               "1.</AbstractText>"
               "<AbstractText Label=\"UNLABELLED\">Caf\xC3\xA9 &#946;.</AbstractText><AbstractText/>"
               "<AbstractText Label=\"END:\"><mml:math xmlns:mml=\"x\"><mml:mi>a</mml:mi><mml:mo>+</mml:mo></mml:math> "
               "<![CDATA[<raw> & so]]></AbstractText><CopyrightInformation>(c)</CopyrightInformation>")));
  EXPECT_EQ(record.title, "On H2O & E. coli.");
  EXPECT_EQ(record.text, "AIMS: To see x2n < 1.\n\nCaf\xC3\xA9 \xCE\xB2.\n\nEND: a+ <raw> & so");
  EXPECT_EQ(record.pmid.id, "123");
  EXPECT_EQ(record.pmid.version, 2U);
}

TEST(PubmedRecord, TitleIsTheArticlesElseTheVernacularElseTheBooks) {
  EXPECT_EQ(ParseRecord(Record("<ArticleTitle>[Not Available].</ArticleTitle><VernacularTitle>\xC3\x9C"
                               "ber</VernacularTitle>"))
                .title,
            "\xC3\x9C"
            "ber");
  EXPECT_EQ(ParseRecord(Record("<ArticleTitle>[Not Available].</ArticleTitle>")).title, "[Not Available].");
  EXPECT_EQ(ParseRecord(Record("<ArticleTitle/><VernacularTitle>V</VernacularTitle>")).title, "V");
  const auto book = [](const std::string& title) {
    return ParseRecord(fmt::format(
        "<PubmedBookArticle><BookDocument><PMID>7</PMID><Book><BookTitle>The <i>book</i></BookTitle></Book>{}"
        "<Abstract><AbstractText>T</AbstractText></Abstract><ReferenceList><Title>R</Title>{}</ReferenceList>"
        "</BookDocument></PubmedBookArticle>",
        title, Reference("<ArticleId IdType=\"pubmed\">5</ArticleId>")));
  };
  EXPECT_EQ(book("").title, "The book");
  EXPECT_EQ(book("<ArticleTitle>A chapter</ArticleTitle>").title, "A chapter");
  EXPECT_EQ(book("").text, "T");
  EXPECT_THAT(book("").targets, ElementsAre("5"));
}

TEST(PubmedRecord, OtherAbstractsAreNotText) {
  const PubmedRecord record =
      ParseRecord(Record("", "<OtherAbstract Type=\"Publisher\"><AbstractText>Resumen</AbstractText></OtherAbstract>"));
  EXPECT_TRUE(record.other_abstract);
  EXPECT_EQ(record.text, "");
}

TEST(PubmedRecord, CitationsAreReferencesOfAnyDepthAndCorrectionsOfOthers) {
  const std::string corrections =
      "<CommentsCorrectionsList>"
      "<CommentsCorrections RefType=\"Cites\"><RefSource>J</RefSource><PMID "
      "Version=\"1\">8</PMID></CommentsCorrections>"
      "<CommentsCorrections RefType=\"CommentIn\"><PMID>90</PMID></CommentsCorrections>"
      "<CommentsCorrections RefType=\"ErratumFor\"><PMID>91</PMID></CommentsCorrections>"
      "<CommentsCorrections RefType=\"RetractionOf\"><RefSource>No id</RefSource></CommentsCorrections>"
      "</CommentsCorrectionsList>";
  const std::string lists =
      "<ArticleIdList><ArticleId IdType=\"pubmed\">123</ArticleId></ArticleIdList><ReferenceList>" +
      Reference(
          "<ArticleId IdType=\"doi\">10.1/2</ArticleId><ArticleId IdType=\"pubmed\"> 0011\n"
          "</ArticleId><ArticleId IdType=\"pubmed\">12</ArticleId>") +
      "<ReferenceList>" + Reference("<ArticleId IdType=\"pubmed\">8</ArticleId>") +
      "<Reference><Citation>None</Citation></Reference>" + Reference("<ArticleId IdType=\"pubmed\">PMC5</ArticleId>") +
      "</ReferenceList></ReferenceList>";
  const PubmedRecord record = ParseRecord(Record("", corrections, lists));
  EXPECT_THAT(record.targets, ElementsAre("8", "91", "11"));
  EXPECT_THAT(record.other_links, UnorderedElementsAre(Pair("made by the other paper", 1), Pair("repeated", 1),
                                                       Pair("reference without PMID", 3)));
}

TEST(PubmedRecord, DeletionsAreListed) {
  const PubmedRecord record = ParseRecord(
      "<DeleteCitation>\n<PMID Version=\"1\">5</PMID><PMID Version=\"3\">6</PMID><PMID>x</PMID></DeleteCitation>");
  ASSERT_EQ(record.deletions.size(), 3U);
  EXPECT_EQ(record.deletions[0].id, "5");
  EXPECT_EQ(record.deletions[1].version, 3U);
  EXPECT_EQ(record.deletions[2].id, "");
  EXPECT_EQ(record.pmid.id, "");
}

TEST(PubmedRecord, PmidsAreDigits) {
  EXPECT_EQ(PmidOf(" \t0042\n"), "42");
  for (const char* text : {"", " ", "0", "4 2", "PMC4", "12345678901234567890123"}) EXPECT_EQ(PmidOf(text), "") << text;
}

TEST(PubmedRecord, BytesThatAreNoXmlAreRepaired) {
  const PubmedRecord record =
      ParseRecord(Record(Abstract("<AbstractText>caf\xE9 \x01 x</AbstractText>")), XmlOutcome::kRepaired);
  EXPECT_EQ(record.text, "caf\xEF\xBF\xBD x");
  EXPECT_EQ(record.pmid.id, "123");
}

TEST(PubmedRecord, WhatIsNoXmlIsMalformedAndItsPlaceIsKnown) {
  PubmedRecordParser parser;
  PubmedRecord record;
  EXPECT_EQ(parser.Parse("<PubmedArticle>\n<PMID>1</PMIX></PubmedArticle>", record), XmlOutcome::kMalformed);
  EXPECT_EQ(parser.problem(), "line 2, byte 10: mismatched tag");
  // A bomb's entities would have to be declared; and a parser that has failed goes on with the next record.
  const std::string bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
  EXPECT_EQ(parser.Parse(Record(Abstract("<AbstractText>&b;</AbstractText>")), record), XmlOutcome::kMalformed);
  EXPECT_EQ(parser.Parse("<PubmedArticle>" + bomb + "</PubmedArticle>", record), XmlOutcome::kMalformed);
  EXPECT_EQ(parser.Parse(Record(""), record), XmlOutcome::kWhole);
  EXPECT_EQ(record.pmid.id, "123");
  EXPECT_THAT(record.targets, IsEmpty());
}

TEST(PubmedRecord, DepthAndNumberCostNoMoreThanLinear) {
  constexpr int kMany = 200'000;
  std::string nested, ends, references;
  for (int i = 0; i < kMany; ++i) nested += "<i>", ends += "</i>";
  for (int i = 0; i < kMany; ++i)
    references += Reference(fmt::format("<ArticleId IdType=\"pubmed\">{}</ArticleId>", i + 1));
  const PubmedRecord record = ParseRecord(Record(Abstract("<AbstractText>" + nested + "x" + ends + "</AbstractText>"),
                                                 "", "<ReferenceList>" + references + "</ReferenceList>"));
  EXPECT_EQ(record.text, "x");
  EXPECT_EQ(record.targets.size(), static_cast<std::size_t>(kMany));
}

std::string WhatIsRead(std::string_view xml) {
  std::string read;
  AppendWhatIsRead(xml, read);
  return read;
}

TEST(PubmedSkim, LeavesOutWhatIsNeverRead) {
  EXPECT_EQ(
      WhatIsRead("<A><AuthorList x=\"1\"><B/></AuthorList><AuthorLists>k</AuthorLists><Journal/>x<Journal\n>y</Journal>"
                 "<ArticleId IdType=\"doi\">1</ArticleId><ArticleId IdType=\"pubmed\">2</ArticleId></A>"),
      "<A><AuthorLists>k</AuthorLists>x<ArticleId>2</ArticleId></A>");
  const std::string no_markup = "<A><![CDATA[<Journal>]]><!-- <Journal> --><?p <Journal> ?></A>";
  EXPECT_EQ(WhatIsRead(no_markup), no_markup);
}

TEST(PubmedSkim, WhatDoesNotEndTakesTheRestWithIt) {
  EXPECT_EQ(WhatIsRead("<A>y<Journal>z</A>"), "<A>y");
  EXPECT_EQ(WhatIsRead("<A>y<Journal"), "<A>y<Journal");
  EXPECT_EQ(WhatIsRead("<A><![CDATA[<Journal>x</Journal>"), "<A><![CDATA[<Journal>x</Journal>");
  ParseRecord("<PubmedArticle><Journal></PubmedArticle>", XmlOutcome::kMalformed);
}

}  // namespace
}  // namespace linkbert
