#include "launch/commands/print_evaluation.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "data/samples/relation_mix.h"

namespace linkbert {
namespace {

using Json = nlohmann::ordered_json;

std::string ValueText(const Figure& figure) {
  return fmt::format("{:<20}{}", figure.name, figure.value ? fmt::format("{:.4f}", *figure.value) : "undefined");
}

std::string RemarkText(const Figure& figure) { return figure.remark.empty() ? "" : "  (" + figure.remark + ")"; }

std::string EstimateText(const Json& estimate) {
  return fmt::format("{:.3f} ± {:.3f}", estimate.at("value").get<double>(),
                     estimate.at("standard_error").get<double>());
}

}  // namespace

void PrintFigures(const Figures& figures) {
  for (const Figure& figure : figures.list()) fmt::print("{}{}\n", ValueText(figure), RemarkText(figure));
}

void PrintPredictions(const EvaluatedPredictions& evaluated) {
  const ScoredPredictions& scored = evaluated.scored;
  const std::optional<BootstrapError>& error = evaluated.error;
  fmt::print("{} examples; {}\n", scored.examples, scored.rule);
  for (const Figure& figure : scored.figures.list()) {
    fmt::print("{}", ValueText(figure));
    if (error && figure.name == scored.metric) {
      fmt::print(" ± {:.4f} (standard error over examples; 95 % of {} bootstrap replicates in {:.4f} to {:.4f})",
                 error->standard_error, error->replicates, error->low, error->high);
    }
    fmt::print("{}\n", RemarkText(figure));
  }
}

void PrintRetrieval(const EvaluatedRetrieval& evaluated) {
  const Json& results = evaluated.results;
  const RankingFigures& figures = evaluated.figures;
  fmt::print("{} queries over {} documents, {} relevant each on average; {} similarity\n",
             results.at("queries").get<std::size_t>(), results.at("documents").get<std::size_t>(),
             fmt::format("{:.1f}", results.at("relevant_per_query").get<double>()),
             results.at("similarity").get<std::string>());
  for (const Figure& figure : figures.means.list()) {
    const Figure* error = figures.standard_errors.Find(figure.name);
    fmt::print("{:<14}{:.4f}{}\n", figure.name, *figure.value,
               error == nullptr ? "" : fmt::format(" ± {:.4f}", *error->value));
  }
}

void PrintPretraining(const Json& m) {
  fmt::print("MLM            loss {:.3f} nats, accuracy {:.3f}; unigrams alone: {:.3f} nats\n",
             m.at("mlm_loss").get<double>(), m.at("mlm_accuracy").get<double>(), m.at("unigram_entropy").get<double>());
  fmt::print("DRP            accuracy {} on {} held-out samples; over the better probe {}\n",
             EstimateText(m.at("drp_accuracy")), m.at("samples").get<std::size_t>(),
             EstimateText(m.at("drp_over_probes")));
  fmt::print("probes         A alone {}, B alone {}\n", EstimateText(m.at("probe_a_only")),
             EstimateText(m.at("probe_b_only")));
  fmt::print("linked/random  AUC {} on {} anchors (targets seen in training {}, unseen {})\n",
             EstimateText(m.at("auc")), m.at("auc").at("anchors").get<std::size_t>(),
             EstimateText(m.at("auc_seen_targets")), EstimateText(m.at("auc_unseen_targets")));
  fmt::print("beside it      B alone {}, TF-IDF cosine {}\n", EstimateText(m.at("auc_b_only")),
             EstimateText(m.at("auc_tfidf")));
  for (std::size_t truth = 0; truth < kRelations; ++truth) {
    const auto& row = m.at("drp_confusion").at(truth);
    fmt::print("truth {:<11}contiguous {:>5}  random {:>5}  linked {:>5}\n", RelationName(static_cast<Relation>(truth)),
               row.at(0).get<std::int64_t>(), row.at(1).get<std::int64_t>(), row.at(2).get<std::int64_t>());
  }
}

}  // namespace linkbert
