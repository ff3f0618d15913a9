#include "core/scoring/paper_figures.h"

#include <gtest/gtest.h>

#include "core/metrics/benchmark_averages.h"
#include "data/datasets/registry.h"

namespace linkbert {
namespace {

TaskFigures FiguresOf(std::string_view model) {
  TaskFigures figures;
  for (const PaperFigure& figure : PaperFigures()) {
    if (figure.model == model) figures.emplace(figure.dataset, figure.value);
  }
  return figures;
}

// The tables' own averages follow from their rows, so that a mistyped figure shows.
TEST(PaperFigures, AveragesFollowFromTheRows) {
  for (const char* model : {"PubMedBERT-base", "BioLinkBERT-base", "BioLinkBERT-large"}) {
    const TaskFigures figures = FiguresOf(model);
    EXPECT_NEAR(*BlurbScore(figures).Find("blurb_score")->value, figures.at("blurb_score"), 0.0051) << model;
  }
  const std::vector<std::string> mrqa = {"hotpot", "triviaqa", "searchqa", "naturalqa", "newsqa", "squad"};
  for (const char* model :
       {"BERT-tiny", "LinkBERT-tiny", "BERT-base", "LinkBERT-base", "BERT-large", "LinkBERT-large"}) {
    const TaskFigures figures = FiguresOf(model);
    EXPECT_NEAR(*MeanOver("mean", mrqa, figures).value, figures.at("mrqa_average"), 0.06) << model;
  }
}

TEST(PaperFigures, NameDatasetsOfTheRegistry) {
  for (const PaperFigure& figure : PaperFigures()) {
    const bool average = figure.dataset.ends_with("_average") || figure.dataset.ends_with("_score");
    EXPECT_TRUE(average || FindDataset(figure.dataset) != nullptr) << figure.dataset;
    EXPECT_GT(figure.value, 1);  // percent
  }
}

}  // namespace
}  // namespace linkbert
