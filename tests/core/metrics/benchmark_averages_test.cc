#include "core/metrics/benchmark_averages.h"

#include <gtest/gtest.h>

namespace linkbert {
namespace {

// BioLinkBERT-large's row of the paper; its score is 84.30.
TEST(BenchmarkAverages, BlurbScoreIsThePapersMeanOfSixTypes) {
  const TaskFigures large = {{"bc5chem", 94.04}, {"bc5disease", 86.39}, {"ncbi", 88.76},     {"bc2gm", 85.18},
                             {"jnlpba", 80.06},  {"ebmnlp", 74.19},     {"chemprot", 79.98}, {"ddi", 83.35},
                             {"gad", 84.90},     {"biosses", 93.63},    {"hoc", 84.87},      {"pubmedqa", 72.18},
                             {"bioasq", 94.82}};
  const Figures figures = BlurbScore(large);
  EXPECT_NEAR(*figures.Find("blurb_score")->value, 84.30, 0.005);
  EXPECT_NEAR(*figures.Find("blurb_ner")->value, 86.886, 1e-9);
}

TEST(BenchmarkAverages, AMissingTaskLeavesNoScoreAndIsNamed) {
  const Figures figures = BlurbScore({{"biosses", 1}});
  EXPECT_FALSE(figures.Find("blurb_score")->value);
  EXPECT_NE(figures.Find("blurb_relations")->remark.find("chemprot, ddi, gad"), std::string::npos);
  EXPECT_EQ(figures.Find("blurb_similarity")->value, 1.0);
}

TEST(BenchmarkAverages, GlueHasEightTasksAndWnliBesideThem) {
  TaskFigures tasks;
  double value = 0;
  for (const char* name : {"cola", "sst2", "mrpc", "qqp", "stsb", "mnli", "qnli", "rte"}) tasks[name] = value += 1;
  EXPECT_EQ(GlueAverages(tasks).list().size(), 1U);
  tasks["wnli"] = 9;
  EXPECT_DOUBLE_EQ(*GlueAverages(tasks).Find("glue_average")->value, 4.5);
  EXPECT_DOUBLE_EQ(*GlueAverages(tasks).Find("glue_average_with_wnli")->value, 5);
}

}  // namespace
}  // namespace linkbert
