#include "data/samples/describe_sample.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/corpus_builder.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using test::CorpusBuilder;
using test::TemporaryFolder;

// Pieces 5 to 9: the, hyper, ##text, is, nice.
class DescribeSample : public ::testing::Test {
 protected:
  DescribeSample() {
    sample_.index = 12;
    sample_.relation = Relation::kLinked;
    sample_.a_document = 0;
    sample_.b_document = 1;
    sample_.token_ids = {2, 4, 6, 7, 3, 9, 9, 3};
    sample_.b_begin = 5;
    sample_.masked_positions = {1, 6};
    sample_.masked_labels = {5, 8};
    sample_.link_position = 2;
  }

  TemporaryFolder folder_;
  Corpus corpus_ = CorpusBuilder()
                       .Document("Web \"page\"", {"the hyper@Link ##text"})
                       .Document("Link", {"is nice"})
                       .Open(folder_ / "corpus");
  Sample sample_{};
};

TEST_F(DescribeSample, JsonHasEveryFieldInOrder) {
  EXPECT_EQ(SampleToJson(corpus_, sample_),
            R"({"index":12,"relation":"linked","a":{"document":0,"title":"Web \"page\""},)"
            R"("b":{"document":1,"title":"Link"},"input_ids":[2,4,6,7,3,9,9,3],"token_type_ids":[0,0,0,0,0,1,1,1],)"
            R"("labels":[-100,5,-100,-100,-100,-100,8,-100]})");
}

TEST_F(DescribeSample, TextShowsTitlesTheLinkAndWhatIsHidden) {
  const std::string text = SampleToText(corpus_, sample_);
  EXPECT_NE(text.find("sample 12: linked"), std::string::npos);
  EXPECT_NE(text.find("A: Web \"page\" (document 0)"), std::string::npos);
  EXPECT_NE(text.find("[CLS] [MASK:the] >>hypertext<< [SEP] nice [nice:is] [SEP]\n"), std::string::npos) << text;
}

TEST_F(DescribeSample, AMaskedContinuationStaysWithItsWord) {
  sample_.token_ids[3] = 4;
  sample_.masked_positions = {3};
  sample_.masked_labels = {7};
  EXPECT_NE(SampleToText(corpus_, sample_).find("[MASK] >>hyper[MASK:##text]<< [SEP]"), std::string::npos);
}

TEST_F(DescribeSample, ALinkWithoutAPlaceIsSaid) {
  sample_.link_position = -1;
  const std::string text = SampleToText(corpus_, sample_);
  EXPECT_NE(text.find("no place"), std::string::npos);
  EXPECT_EQ(text.find(">>"), std::string::npos);
}

}  // namespace
}  // namespace linkbert
