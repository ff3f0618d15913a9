#include "core/metrics/multi_label_metrics.h"

#include <gtest/gtest.h>

namespace linkbert {
namespace {

using Labels = std::vector<std::vector<bool>>;

// a_0 and a_1 are one document: label 0 is found in the one sentence though it stands in the other.
TEST(MultiLabelMetrics, SentencesOfADocumentAreMerged) {
  const std::vector<std::string> ids = {"a_0", "b", "a_1"};
  const Labels gold = {{true, false}, {false, true}, {false, false}};
  const Labels predicted = {{false, false}, {true, true}, {true, false}};
  const MatchCounts documents = CountByDocument(ids, gold, predicted);
  EXPECT_EQ(documents.correct, 2);
  EXPECT_EQ(documents.predicted, 3);
  EXPECT_EQ(documents.gold, 2);
  EXPECT_EQ(CountLabels(gold, predicted).correct, 1);
}

}  // namespace
}  // namespace linkbert
