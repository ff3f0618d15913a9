#include "core/finetuning/model_selection.h"

#include <algorithm>
#include <cmath>

namespace linkbert {

void Visit(OptionVisitor& v, SelectionOptions& o) {
  v.Field(
      {.name = "rule",
       .doc = "Which model is kept and scored on test: that of the last step, as in LinkBERT's scripts, or the best "
              "one on dev by task.metric",
       .choices = {"last", "best_on_dev"}},
      o.rule);
  v.Field(
      {.name = "evaluate_epochs",
       .doc = "Epochs between evaluations on dev, may be a fraction; 0: none, or 1 where rule or patience need them",
       .unit = "epochs",
       .minimum = 0},
      o.evaluate_epochs);
  v.Field({.name = "patience",
           .doc = "Evaluations without a better score after which the training ends early; 0: never",
           .minimum = 0},
          o.patience);
}

ModelSelection::ModelSelection(const SelectionOptions& options, const std::string& metric)
    : options_(options), smaller_(metric == "loss" || metric == "mse") {}

std::int64_t ModelSelection::EvaluateEvery(std::int64_t steps_per_epoch) const {
  double epochs = options_.evaluate_epochs;
  if (epochs == 0 && (chooses() || options_.patience > 0)) epochs = 1;
  if (epochs == 0) return 0;
  return std::max<std::int64_t>(1, std::llround(epochs * static_cast<double>(steps_per_epoch)));
}

bool ModelSelection::Judge(std::int64_t step, std::optional<double> score) {
  const bool better =
      !best_step_ || (score && (!best_score_ || (smaller_ ? *score < *best_score_ : *score > *best_score_)));
  if (!better) {
    ++since_best_;
    return false;
  }
  best_step_ = step;
  best_score_ = score;
  since_best_ = 0;
  return true;
}

bool ModelSelection::IsOver() const { return options_.patience > 0 && since_best_ >= options_.patience; }

std::optional<std::int64_t> ModelSelection::Chosen() const { return chooses() ? best_step_ : std::nullopt; }

}  // namespace linkbert
