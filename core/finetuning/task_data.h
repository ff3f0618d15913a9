// TaskData: a file's examples of one task type, as what is dealt to ranks, fed to the model and scored.
//
// Flow: {train,dev,test}.json -> a task type's TaskData -> FinetuningTask, ComputeOutputs -> Metrics, Predictions.
// A *unit* is what is dealt whole: an example, or one chunk of a question's context. Immutable; safe from any thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/metrics/figures.h"
#include "data/samples/batch.h"

namespace linkbert {

// One micro-batch: the sequences, and what is to be learned from them.
struct TaskBatch {
  Batch inputs;
  std::size_t units = 0;
  std::vector<std::int32_t> rows;    // tokens of the N that outputs are read at, where a type has such; ascending
  std::vector<std::int32_t> labels;  // classes or places, in the type's own order; empty where the file has none
  std::vector<float> targets;        // numbers to be learned, in place of labels
};

struct PredictionFile {
  std::string name;
  std::string content;
};

class TaskData {
 public:
  virtual ~TaskData() = default;

  virtual std::size_t Examples() const = 0;
  virtual std::size_t Units() const = 0;
  virtual std::uint32_t Tokens(std::size_t unit) const = 0;  // that a micro-batch must have room for
  // Of each unit, in a batch.
  virtual std::int64_t Sequences() const { return 1; }
  // What the sum of losses is divided by, over the global batch.
  virtual double LossTerms(std::size_t /*unit*/) const { return 1; }
  // How many numbers the model computes for it.
  virtual std::size_t Outputs(std::size_t unit) const = 0;
  // sample: keys dropout, differs between all units ever dealt.
  virtual void Append(std::size_t unit, std::uint64_t sample, TaskBatch& batch) const = 0;

  // What people should know about the file, a sentence each: what was cut, what was passed over.
  virtual std::vector<std::string> Remarks() const { return {}; }

  // outputs: of all units, one after another. Metrics needs labels; the one that TaskConfig names is among them.
  virtual Figures Metrics(std::span<const float> outputs) const = 0;
  // Whole files, named PART_predictions.jsonl or as LinkBERT names them.
  virtual std::vector<PredictionFile> Predictions(const std::string& part, std::span<const float> outputs) const = 0;
};

}  // namespace linkbert
