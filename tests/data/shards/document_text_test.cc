// A document's text with its links, as people read it.
#include "data/shards/document_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/corpus_builder.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using test::TemporaryFolder;
using testing::ElementsAre;

std::vector<std::string> Anchors(const DocumentText& document) {
  std::vector<std::string> anchors;
  for (const ShownLink& link : document.links)
    anchors.push_back(document.text.substr(link.begin, link.end - link.begin));
  return anchors;
}

class DocumentTexts : public testing::Test {
 protected:
  Corpus Open(const std::vector<std::string>& segments) {
    return test::CorpusBuilder()
        .Document("first", segments)
        .Document("RedHat", {"a word"})
        .Document("b", {"##ed"})
        .Open(folder_ / "c");
  }
  TemporaryFolder folder_;
};

TEST_F(DocumentTexts, SegmentsFollowAndWordsAreJoined) {
  const DocumentText document = ReadDocumentText(Open({"one link ##ed", "two"}), 0, 100);
  EXPECT_EQ(document.text, "one linked two");
  EXPECT_TRUE(document.whole);
}

TEST_F(DocumentTexts, AnAnchorIsTheTitleWhereItStandsThereElseOneWord) {
  const DocumentText document =
      ReadDocumentText(Open({"the red@RedHat hat and link@b ##ed things", "red@RedHat hats"}), 0, 100);
  EXPECT_THAT(Anchors(document), ElementsAre("red hat", "linked", "red"));
  EXPECT_TRUE(document.links[0].is_title);
  EXPECT_FALSE(document.links[1].is_title || document.links[2].is_title);
}

TEST_F(DocumentTexts, ACutKeepsTheLastWordWhole) {
  const DocumentText document = ReadDocumentText(Open({"one link ##ed two@b", "three"}), 0, 2);
  EXPECT_EQ(document.text, "one linked");
  EXPECT_FALSE(document.whole);
  EXPECT_THAT(Anchors(document), ElementsAre());
  EXPECT_EQ(ReadDocumentText(Open({"one"}), 0, 0).text, "");
}

TEST_F(DocumentTexts, OfTwoLinksFromOneWordOneIsShown) {
  const Corpus corpus = Open({"red@RedHat hat@b x@b"});
  const DocumentText document = ReadDocumentText(corpus, 0, 100);
  EXPECT_THAT(Anchors(document), ElementsAre("red hat", "x"));
  EXPECT_EQ(document.links[0].target, 1U);
}

}  // namespace
}  // namespace linkbert
