// PretrainingEvaluation: how well a model predicts masked tokens and relations of held-out documents, beside what
// shortcuts reach.
//
// Flow: Corpus (held-out split) -> [PretrainingEvaluation] -> metrics as JSON -> log, run folder, report. The samples
// are a function of corpus and options, so every evaluation judges the same ones. DRP is judged three ways: accuracy in
// the training's mix beside the probes that see one side, and linked against random where neither side alone can tell
// (LinkPairs). Collective: Run; ranks share the samples. Threads: one caller thread.
// Errors: kInput where the corpus has no held-out text.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "core/tasks/pretraining/evaluation_options.h"
#include "core/tasks/pretraining/pretraining_model.h"
#include "core/tasks/pretraining/shortcut_figures.h"
#include "distributed/communication/communicator.h"

namespace linkbert {

// What a model says of some samples; the same on all ranks.
struct EvaluatedSamples {
  double mlm_loss = 0;  // mean over masked tokens
  double mlm_accuracy = 0;
  std::int64_t masked = 0;
  std::vector<RelationShares> probabilities;  // of each sample, in the order of Relation
};

// Samples [0, count) of the source, dealt to the ranks. Collective.
EvaluatedSamples EvaluateSamples(const SampleSource& source, std::int64_t count, std::int64_t micro_batch_tokens,
                                 BertPretrainingModel& model, Communicator& communicator);

class PretrainingEvaluation {
 public:
  // corpus must outlive it. Rank 0 also learns and judges the shortcuts, once.
  PretrainingEvaluation(const Corpus& corpus, const SampleOptions& samples, const EvaluationOptions& options,
                        Communicator& communicator, int threads);

  // The metrics (docs/evaluation.md) on rank 0, null elsewhere.
  nlohmann::ordered_json Run(BertPretrainingModel& model, std::int64_t micro_batch_tokens);

 private:
  nlohmann::ordered_json MixMetrics(const EvaluatedSamples& seen) const;
  nlohmann::ordered_json PairMetrics(const EvaluatedSamples& seen) const;
  nlohmann::ordered_json Example(const Sample& sample, const RelationShares& shares) const;
  nlohmann::ordered_json Examples(const EvaluatedSamples& seen) const;

  const Corpus& corpus_;
  Communicator& communicator_;
  PretrainingSampler mix_;
  LinkPairs pairs_;
  std::int64_t samples_;
  std::optional<ShortcutFigures> shortcuts_;  // rank 0
};

}  // namespace linkbert
