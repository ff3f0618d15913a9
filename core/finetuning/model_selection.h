// ModelSelection: which step's model a fine-tuning run keeps, and whether it may end early, from its scores on dev.
//
// A function of the scores alone, by step: a resumed run hands in the scores it finds and goes on as if never stopped.
// Larger is better, but for "loss" and "mse"; an undefined score is worse than any; of equals the earlier stays.
// Threads: one. Every rank decides alike where all are given the same scores.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/options.h"

namespace linkbert {

struct SelectionOptions {
  std::string rule = "last";   // last | best_on_dev
  double evaluate_epochs = 0;  // epochs between evaluations on dev; 0: none, or 1 where rule or patience need it
  std::int64_t patience = 0;   // evaluations without a better score after which the training ends; 0: never
};

void Visit(OptionVisitor& visitor, SelectionOptions& options);

class ModelSelection {
 public:
  // metric: of the scores.
  ModelSelection(const SelectionOptions& options, const std::string& metric);

  // Steps between evaluations; 0: none.
  std::int64_t EvaluateEvery(std::int64_t steps_per_epoch) const;
  // Steps ascend. Returns whether this is the best so far.
  bool Judge(std::int64_t step, std::optional<double> score);
  // No better score came for as long as patience allows.
  bool IsOver() const;
  // The step whose model is kept: the best, or nothing where the last one is.
  std::optional<std::int64_t> Chosen() const;
  bool chooses() const { return options_.rule == "best_on_dev"; }

 private:
  SelectionOptions options_;
  bool smaller_;
  std::optional<std::int64_t> best_step_;
  std::optional<double> best_score_;
  std::int64_t since_best_ = 0;  // evaluations
};

}  // namespace linkbert
