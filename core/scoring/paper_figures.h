// The figures of LinkBERT's paper, which a suite's table shows beside ours. The only place that holds them.
//
// Source: Yasunaga, Leskovec and Liang, "LinkBERT: Pretraining Language Models with Document Links", ACL 2022 (arXiv
// 2203.15827); percent. MRQA: F1 on LinkBERT's in-house test half. GLUE: the paper's average alone is known here.
// Constant data.
#pragma once
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace linkbert {

struct PaperFigure {
  std::string_view model;    // "BioLinkBERT-base"
  std::string_view dataset;  // of the registry, or the name of an average: "mrqa_average", "blurb_score"
  double value;
};

std::span<const PaperFigure> PaperFigures();

std::optional<double> FindPaperFigure(std::string_view model, std::string_view dataset);

// The models that have a figure for any of the datasets, in the paper's order.
std::vector<std::string_view> PaperModels(std::span<const std::string_view> datasets);

}  // namespace linkbert
