#include "core/scoring/paper_figures.h"

#include <algorithm>

namespace linkbert {
namespace {

// clang-format off
constexpr PaperFigure kFigures[] = {
    {"BERT-tiny", "hotpot", 49.8},
    {"BERT-tiny", "triviaqa", 43.4},
    {"BERT-tiny", "searchqa", 50.2},
    {"BERT-tiny", "naturalqa", 58.9},
    {"BERT-tiny", "newsqa", 41.3},
    {"BERT-tiny", "squad", 56.6},
    {"BERT-tiny", "mrqa_average", 50.0},
    {"BERT-tiny", "glue_average", 64.3},
    {"LinkBERT-tiny", "hotpot", 54.6},
    {"LinkBERT-tiny", "triviaqa", 50.0},
    {"LinkBERT-tiny", "searchqa", 58.6},
    {"LinkBERT-tiny", "naturalqa", 60.3},
    {"LinkBERT-tiny", "newsqa", 42.8},
    {"LinkBERT-tiny", "squad", 58.0},
    {"LinkBERT-tiny", "mrqa_average", 54.1},
    {"LinkBERT-tiny", "glue_average", 64.6},
    {"BERT-base", "hotpot", 76.0},
    {"BERT-base", "triviaqa", 70.3},
    {"BERT-base", "searchqa", 74.2},
    {"BERT-base", "naturalqa", 76.5},
    {"BERT-base", "newsqa", 65.7},
    {"BERT-base", "squad", 88.7},
    {"BERT-base", "mrqa_average", 75.2},
    {"BERT-base", "glue_average", 79.2},
    {"LinkBERT-base", "hotpot", 78.2},
    {"LinkBERT-base", "triviaqa", 73.9},
    {"LinkBERT-base", "searchqa", 76.8},
    {"LinkBERT-base", "naturalqa", 78.3},
    {"LinkBERT-base", "newsqa", 69.3},
    {"LinkBERT-base", "squad", 90.1},
    {"LinkBERT-base", "mrqa_average", 77.8},
    {"LinkBERT-base", "glue_average", 79.6},
    {"BERT-large", "hotpot", 78.1},
    {"BERT-large", "triviaqa", 73.7},
    {"BERT-large", "searchqa", 78.3},
    {"BERT-large", "naturalqa", 79.0},
    {"BERT-large", "newsqa", 70.9},
    {"BERT-large", "squad", 91.1},
    {"BERT-large", "mrqa_average", 78.5},
    {"BERT-large", "glue_average", 80.7},
    {"LinkBERT-large", "hotpot", 80.8},
    {"LinkBERT-large", "triviaqa", 78.2},
    {"LinkBERT-large", "searchqa", 80.5},
    {"LinkBERT-large", "naturalqa", 81.0},
    {"LinkBERT-large", "newsqa", 72.6},
    {"LinkBERT-large", "squad", 92.7},
    {"LinkBERT-large", "mrqa_average", 81.0},
    {"LinkBERT-large", "glue_average", 81.1},
    {"PubMedBERT-base", "bc5chem", 93.33},
    {"PubMedBERT-base", "bc5disease", 85.62},
    {"PubMedBERT-base", "ncbi", 87.82},
    {"PubMedBERT-base", "bc2gm", 84.52},
    {"PubMedBERT-base", "jnlpba", 80.06},
    {"PubMedBERT-base", "ebmnlp", 73.38},
    {"PubMedBERT-base", "chemprot", 77.24},
    {"PubMedBERT-base", "ddi", 82.36},
    {"PubMedBERT-base", "gad", 82.34},
    {"PubMedBERT-base", "biosses", 92.30},
    {"PubMedBERT-base", "hoc", 82.32},
    {"PubMedBERT-base", "pubmedqa", 55.84},
    {"PubMedBERT-base", "bioasq", 87.56},
    {"PubMedBERT-base", "blurb_score", 81.10},
    {"PubMedBERT-base", "medqa", 38.1},
    {"BioLinkBERT-base", "bc5chem", 93.75},
    {"BioLinkBERT-base", "bc5disease", 86.10},
    {"BioLinkBERT-base", "ncbi", 88.18},
    {"BioLinkBERT-base", "bc2gm", 84.90},
    {"BioLinkBERT-base", "jnlpba", 79.03},
    {"BioLinkBERT-base", "ebmnlp", 73.97},
    {"BioLinkBERT-base", "chemprot", 77.57},
    {"BioLinkBERT-base", "ddi", 82.72},
    {"BioLinkBERT-base", "gad", 84.39},
    {"BioLinkBERT-base", "biosses", 93.25},
    {"BioLinkBERT-base", "hoc", 84.35},
    {"BioLinkBERT-base", "pubmedqa", 70.20},
    {"BioLinkBERT-base", "bioasq", 91.43},
    {"BioLinkBERT-base", "blurb_score", 83.39},
    {"BioLinkBERT-base", "medqa", 40.0},
    {"BioLinkBERT-large", "bc5chem", 94.04},
    {"BioLinkBERT-large", "bc5disease", 86.39},
    {"BioLinkBERT-large", "ncbi", 88.76},
    {"BioLinkBERT-large", "bc2gm", 85.18},
    {"BioLinkBERT-large", "jnlpba", 80.06},
    {"BioLinkBERT-large", "ebmnlp", 74.19},
    {"BioLinkBERT-large", "chemprot", 79.98},
    {"BioLinkBERT-large", "ddi", 83.35},
    {"BioLinkBERT-large", "gad", 84.90},
    {"BioLinkBERT-large", "biosses", 93.63},
    {"BioLinkBERT-large", "hoc", 84.87},
    {"BioLinkBERT-large", "pubmedqa", 72.18},
    {"BioLinkBERT-large", "bioasq", 94.82},
    {"BioLinkBERT-large", "blurb_score", 84.30},
    {"BioLinkBERT-large", "medqa", 44.6},
    {"BioLinkBERT-large", "mmlu", 50.7},
    {"BioBERT-large", "medqa", 36.7},
    {"QAGNN", "medqa", 38.0},
    {"GreaseLM", "medqa", 38.5},
    {"GPT-3", "mmlu", 38.7},
    {"UnifiedQA", "mmlu", 43.2},
};
// clang-format on

}  // namespace

std::span<const PaperFigure> PaperFigures() { return kFigures; }

std::optional<double> FindPaperFigure(std::string_view model, std::string_view dataset) {
  const auto* const at = std::ranges::find_if(
      kFigures, [&](const PaperFigure& figure) { return figure.model == model && figure.dataset == dataset; });
  return at == std::end(kFigures) ? std::nullopt : std::optional(at->value);
}

std::vector<std::string_view> PaperModels(std::span<const std::string_view> datasets) {
  std::vector<std::string_view> models;
  for (const PaperFigure& figure : kFigures) {
    if (std::ranges::find(datasets, figure.dataset) == datasets.end()) continue;
    if (std::ranges::find(models, figure.model) == models.end()) models.push_back(figure.model);
  }
  return models;
}

}  // namespace linkbert
