// A corpus's document for people and programs.
#include "data/shards/describe_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/corpus_builder.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class DocumentDescription : public testing::Test {
 protected:
  DocumentDescription()
      : corpus_(test::CorpusBuilder()
                    .Document("first", {"one link@RedHat ##ed word", "the red@RedHat hat and two@b", "end"})
                    .Document("RedHat", {"a word"})
                    .Document("b", {"red"})
                    .Open(folder_ / "c")) {}
  test::TemporaryFolder folder_;
  Corpus corpus_;
};

TEST_F(DocumentDescription, EverySegmentHasItsTokensAndItsLinks) {
  const std::string text = DocumentToText(corpus_, 0);
  EXPECT_THAT(text, HasSubstr("  0 (4 tokens): one [[linked -> RedHat]] word\n"));
  EXPECT_THAT(text, HasSubstr("  1 (5 tokens): the [[red hat -> RedHat]] and [[two -> b]]\n"));
  EXPECT_THAT(text, HasSubstr("  2 (1 tokens): end\n"));
  EXPECT_THAT(text, HasSubstr("10 tokens in 3 segments, 3 links"));
}

TEST_F(DocumentDescription, ProgramsGetPiecesAndPlacesWithinTheSegment) {
  const auto json = nlohmann::json::parse(DocumentToJson(corpus_, 0));
  const auto& second = json.at("segments").at(1);
  EXPECT_THAT(second.at("pieces").get<std::vector<std::string>>(), ElementsAre("the", "red", "hat", "and", "two"));
  EXPECT_EQ(second.at("text"), "the red hat and two");
  EXPECT_EQ(second.at("links").at(1).at("begin"), 16);
  EXPECT_EQ(second.at("links").at(1).at("title"), "b");
}

TEST_F(DocumentDescription, AnotherDocumentsSegmentsAreItsOwn) {
  EXPECT_THAT(DocumentToText(corpus_, 1), HasSubstr("  3 (2 tokens): a word\n"));
}

TEST_F(DocumentDescription, DocumentsAreFoundByTitleOrId) {
  EXPECT_THAT(FindDocuments(corpus_, "RedHat"), ElementsAre(1U));
  EXPECT_THAT(FindDocuments(corpus_, corpus_.SourceId(2)), ElementsAre(2U));
  EXPECT_THAT(FindDocuments(corpus_, "redhat"), IsEmpty());
  EXPECT_THAT(SimilarTitles(corpus_, "redhat", 5), ElementsAre("RedHat"));
  EXPECT_THAT(SimilarTitles(corpus_, "hat", 5), ElementsAre("RedHat"));
  EXPECT_THAT(SimilarTitles(corpus_, "nothing", 5), IsEmpty());
}

}  // namespace
}  // namespace linkbert
