// PubMed's files to corpora: versions and deletions over files, fates of records and citations, kinds of files, bad
// ones.
#include "data/sources/pubmed_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <barrier>
#include <thread>

#include "data/prepare/prepare.h"
#include "data/shards/corpus.h"
#include "tests/support/prepare_support.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using test::ErrorOf;
using test::TemporaryFolder;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

std::string Article(int pmid, const std::string& abstract, const std::vector<int>& cited = {}, int version = 1) {
  std::string references;
  for (const int other : cited) {
    references += fmt::format(
        "<Reference><ArticleIdList><ArticleId IdType=\"pubmed\">{}</ArticleId></ArticleIdList></Reference>", other);
  }
  return fmt::format(
      "<PubmedArticle><MedlineCitation><PMID Version=\"{}\">{}</PMID><Article><ArticleTitle>Title {}</ArticleTitle>"
      "<Abstract><AbstractText>{}</AbstractText></Abstract></Article></MedlineCitation><PubmedData><ReferenceList>{}"
      "</ReferenceList></PubmedData></PubmedArticle>\n",
      version, pmid, pmid, abstract, references);
}

std::string Deletion(int pmid) {
  return fmt::format("<DeleteCitation><PMID Version=\"1\">{}</PMID></DeleteCitation>\n", pmid);
}

std::string Set(const std::string& records, const std::string& end = "</PubmedArticleSet>\n") {
  return "<?xml version=\"1.0\"?>\n<!DOCTYPE PubmedArticleSet SYSTEM \"x.dtd\">\n<PubmedArticleSet>\n" + records + end;
}

std::string PmcArticle(int pmid, int pmc, const std::string& text, int cited) {
  return fmt::format(
      "<?xml version=\"1.0\"?>\n<!DOCTYPE article SYSTEM \"x.dtd\">\n<article><front><article-meta><article-id "
      "pub-id-type=\"pmid\">{}</article-id><article-id "
      "pub-id-type=\"pmc\">{}</article-id></article-meta></front><body><p>{}"
      "</p></body><back><ref-list><ref><citation><pub-id "
      "pub-id-type=\"pmid\">{}</pub-id></citation></ref></ref-list></back>"
      "</article>\n",
      pmid, pmc, text, cited);
}

PrepareResult PreparePubmed(const std::vector<std::string>& inputs, const std::string& output,
                            PubmedOptions options = {}, const WorkGroup& group = {}) {
  const PubmedReader reader(inputs, options);
  const Vocabulary vocabulary = test::SpellingVocabulary({"alpha", "beta"});
  const WordPieceTokenizer tokenizer(vocabulary, {});
  return PrepareCorpus({reader, tokenizer, {.held_out_fraction = 0.2, .shard_tokens = 8}, output, group});
}

std::vector<std::string> CorpusIds(const std::string& folder) {
  const Corpus corpus = Corpus::Open(folder);
  std::vector<std::string> ids;
  for (DocumentId document = 0; document < corpus.document_count(); ++document) {
    ids.emplace_back(corpus.SourceId(document));
  }
  return ids;
}

class Pubmed : public testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& bytes) {
    WriteFileAtomically(folder_ / name, bytes);
    return folder_ / name;
  }
  // A baseline file and two update files.
  std::vector<std::string> Release() {
    return {Write("base.xml", Set(Article(1, "alpha one", {2, 3, 1, 99}) + Article(2, "beta two") +
                                  Article(3, "three", {4}) + Article(4, "four") + Article(5, "", {1}))),
            Write("update1.xml", Set(Article(1, "alpha again", {2, 2, 3}) + Article(4, "") + Article(6, "six", {3}) +
                                     Article(2, "an older one", {}, 1))),
            Write("update2.xml",
                  Set(Article(2, "newer", {1}, 2) + Article(2, "late but older", {}, 1) + Deletion(3) + Deletion(77)))};
  }
  const TemporaryFolder folder_;
};

TEST_F(Pubmed, TheLastVersionOfEveryPmidStaysAndEverythingHasAFate) {
  const Manifest manifest = PreparePubmed(Release(), folder_ / "out").manifest;
  EXPECT_THAT(CorpusIds(folder_ / "out"), ElementsAre("1", "6", "2"));
  EXPECT_THAT(manifest.entries,
              UnorderedElementsAre(Pair("documents", 3), Pair("documents_repaired", 0), Pair("empty", 0),
                                   Pair("no abstract", 2), Pair("superseded", 5), Pair("deleted", 1),
                                   Pair("deletions", 1), Pair("deletions_of_nothing", 1)));
  const LinkAccounting& links = manifest.links;  // of the documents kept alone
  EXPECT_EQ(links.resolved, 2U);                 // 1 -> 2, 2 -> 1
  EXPECT_EQ(links.dangling, 2U);                 // 1 -> 3, 6 -> 3
  EXPECT_THAT(links.other, ElementsAre(Pair("repeated", 1)));
  EXPECT_EQ(links.found, 5U);
  EXPECT_EQ(manifest.document_links, 2U);
}

TEST_F(Pubmed, TheCorpusIsTheSameForAnyRanksAndItems) {
  const std::vector<std::string> inputs = Release();
  PreparePubmed(inputs, folder_ / "one");
  PreparePubmed(inputs, folder_ / "small items", {.item_bytes = 300});
  std::barrier<> both(2);
  const auto rank = [&](int number) {
    PreparePubmed(inputs, folder_ / "ranks", {}, {number, 2, [&] { both.arrive_and_wait(); }});
  };
  std::thread second([&] { rank(1); });
  rank(0);
  second.join();
  EXPECT_TRUE(test::Snapshot(folder_ / "one") == test::Snapshot(folder_ / "small items"));
  EXPECT_TRUE(test::Snapshot(folder_ / "one") == test::Snapshot(folder_ / "ranks"));
}

TEST_F(Pubmed, SelfLinksBooksAndLimits) {
  const std::string book =
      "<PubmedBookArticle><BookDocument><PMID>9</PMID><Book><BookTitle>B</BookTitle></Book><Abstract><AbstractText>book"
      "</AbstractText></Abstract></BookDocument></PubmedBookArticle>";
  const std::string input = Write("a.xml", Set(Article(1, "one", {1, 9}) + book + Article(2, "two")));
  const Manifest manifest = PreparePubmed({input}, folder_ / "out").manifest;
  EXPECT_EQ(manifest.links.self, 1U);
  EXPECT_THAT(CorpusIds(folder_ / "out"), ElementsAre("1", "9", "2"));
  EXPECT_EQ(Corpus::Open(folder_ / "out").Title(1), "B");
  EXPECT_EQ(PreparePubmed({input}, folder_ / "two", {.limit = 2}).manifest.Totals().documents, 2U);
  const std::string books =
      Write("b.xml", "<PubmedBookArticleSet>" + book + Article(2, "x", {9}) + "</PubmedBookArticleSet>");
  EXPECT_EQ(PreparePubmed({books}, folder_ / "books").manifest.Totals().documents, 2U);
}

TEST_F(Pubmed, PmcArticlesStandBesideAbstractsAndAreFoundByBothIds) {
  const std::string tar = std::string(257, 'x') + "ustar\0" + PmcArticle(7, 70, "tar", 1) + std::string(99, '\0');
  const std::vector<std::string> inputs = {Write("base.xml", Set(Article(1, "one", {5}) + Article(5, "abstract"))),
                                           Write("a.nxml", PmcArticle(5, 50, "whole text", 1)), Write("b.tar", tar)};
  const Manifest manifest = PreparePubmed(inputs, folder_ / "out").manifest;
  EXPECT_THAT(CorpusIds(folder_ / "out"), ElementsAre("1", "5", "7"));
  EXPECT_EQ(manifest.links.resolved, 3U);
  EXPECT_EQ(manifest.names.distinct, 5U);
  EXPECT_THAT(manifest.entries, Contains(Pair("superseded", 1)));
}

TEST_F(Pubmed, BadRecordsAreCounted) {
  const std::string bad = "<PubmedArticle><MedlineCitation><PMID>8</MedlineCitation></PubmedArticle>";
  const std::string nameless = "<PubmedArticle><MedlineCitation/></PubmedArticle>";
  const std::string other =
      "<PubmedArticle><MedlineCitation><PMID>8</PMID><OtherAbstract><AbstractText>x</AbstractText></OtherAbstract>"
      "</MedlineCitation></PubmedArticle>";
  const std::string input =
      Write("a.xml", Set(Article(1, "caf\xE9 \x01", {2}) + bad + nameless + other + Article(2, "two")));
  const Manifest manifest = PreparePubmed({input}, folder_ / "out").manifest;
  EXPECT_THAT(manifest.entries, UnorderedElementsAre(Pair("documents", 1), Pair("documents_repaired", 1),
                                                     Pair("empty", 0), Pair("malformed XML", 1),
                                                     Pair("without PMID", 1), Pair("only an OtherAbstract", 1)));
  EXPECT_THAT(
      manifest.problems,
      testing::ElementsAre(testing::MatchesRegex(".*a.xml, byte [0-9]+: malformed XML: PMID 8, line 1, byte 42: .*")));
  EXPECT_EQ(ReadManifest(folder_ / "out").problems, manifest.problems);
}

TEST_F(Pubmed, AnEntityThatXmlDoesNotHaveIsNamedWithItsRecord) {
  const std::string authors = "<Article><AuthorList><Author>x</Author></AuthorList><Abstract><AbstractText>";
  const std::string bad = "<PubmedArticle><MedlineCitation><PMID Version=\"1\">88</PMID>" + authors +
                          "a &alpha; b</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>";
  const std::string input = Write("a.xml", Set(Article(1, "one", {2}) + bad + Article(2, "two")));
  const Manifest manifest = PreparePubmed({input}, folder_ / "out").manifest;
  const auto place = std::to_string(bad.find('&') + 1);
  EXPECT_THAT(manifest.problems, testing::ElementsAre(testing::AllOf(HasSubstr("a.xml, byte "),
                                                                     HasSubstr("PMID 88, line 1, byte " + place + ": "),
                                                                     HasSubstr("&alpha;, which XML does not have"))));
}

TEST_F(Pubmed, AnArticleWithoutPmidHasItsDoiElseItsPmcid) {
  const auto article = [](const std::string& ids, const std::string& cited) {
    return "<article><front><article-meta>" + ids +
           "</article-meta></front><body><p>text</p></body><back><ref-list><ref>"
           "<mixed-citation><pub-id pub-id-type=\"doi\">" +
           cited + "</pub-id></mixed-citation></ref></ref-list></back></article>";
  };
  const std::string doi = "<article-id pub-id-type=\"doi\">10.1/A</article-id>",
                    pmc = "<article-id pub-id-type=\"pmc\">6</article-id>";
  const std::vector<std::string> inputs = {Write("a.nxml", article(doi, "10.9/none")),
                                           Write("b.nxml", article(pmc, "10.1/a"))};
  const Manifest manifest = PreparePubmed(inputs, folder_ / "out").manifest;
  EXPECT_THAT(CorpusIds(folder_ / "out"), ElementsAre("doi:10.1/a", "PMC6"));
  EXPECT_EQ(manifest.links.found, 2U);
  EXPECT_EQ(manifest.links.resolved, 1U);
  EXPECT_EQ(manifest.links.dangling, 1U);
}

TEST_F(Pubmed, BadInputsAreNamed) {
  const auto refusal = [&](const std::string& bytes, PubmedOptions options = {}) {
    std::filesystem::remove_all(folder_ / "out");
    const std::string path = Write("bad.xml", bytes);
    return ErrorOf(ErrorCode::kInput, [&] { PreparePubmed({path}, folder_ / "out", options); });
  };
  const std::string two = Article(1, "one", {2}) + Article(2, "two");
  EXPECT_THAT(refusal(Set(two, "")), HasSubstr("ends without </PubmedArticleSet>"));
  EXPECT_EQ(
      PreparePubmed({folder_ / "bad.xml"}, folder_ / "cut", {.tolerate_truncation = true}).manifest.Totals().documents,
      2U);
  EXPECT_THAT(refusal(Set("")), HasSubstr("yields no document"));
  EXPECT_THAT(refusal(Set(Article(1, "") + Article(2, ""))), HasSubstr("2 no abstract"));
  EXPECT_THAT(refusal(Set(Article(1, "one", {7}))), HasSubstr("no link between its documents (1 found, 1 dangling)"));
  EXPECT_THAT(refusal("\xFF\xFE<\0P\0"), HasSubstr("is UTF-16"));
  EXPECT_THAT(refusal("<html></html>"), HasSubstr("neither a <PubmedArticleSet> nor an <article>"));
  EXPECT_THAT(refusal("<article><front></front>"), HasSubstr("this record does not end"));
  ErrorOf(ErrorCode::kUsage, [] { PubmedReader({"-"}, {.limit = 1}); });
}

}  // namespace
}  // namespace linkbert
