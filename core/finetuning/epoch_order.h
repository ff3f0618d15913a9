// EpochOrder: which training examples a step of fine-tuning takes: every example once an epoch, in an order of its own.
//
// As Hugging Face's Trainer with a random sampler: an epoch's last batch may be smaller, and the next epoch begins with
// a new batch. With accumulation, a step takes several of its batches, as Trainer 4.9.1 does: the batches that an epoch
// leaves over join the first step of the next one, which is what gradients that are not zeroed come to; an epoch of
// fewer batches is one step. A pure function of (seed, step), so a resumed run goes on in the same order. Immutable.
#pragma once
#include <cstdint>
#include <vector>

namespace linkbert {

struct BatchExample {
  std::uint64_t sample;   // over all epochs: keys dropout
  std::uint64_t example;  // in the training data
  std::uint32_t batch;    // of the step's, from 0 and ascending
};

class EpochOrder {
 public:
  // global_batch: of `accumulation` batches together. Requires: all positive, and accumulation divides global_batch.
  EpochOrder(std::int64_t examples, std::int64_t global_batch, std::uint64_t seed, std::int64_t accumulation = 1);

  std::int64_t steps_per_epoch() const;
  // ceil(epochs * steps_per_epoch()), at least 1.
  std::int64_t Steps(double epochs) const;
  std::vector<BatchExample> Step(std::int64_t step) const;

 private:
  std::int64_t batches() const { return (examples_ + batch_ - 1) / batch_; }  // of an epoch
  // Batches [begin, end) of an epoch, added to a step.
  void Deal(std::int64_t epoch, std::int64_t begin, std::int64_t end, std::vector<BatchExample>& dealt) const;

  std::int64_t examples_;
  std::int64_t batch_;
  std::uint64_t seed_;
  std::int64_t accumulation_;
};

// The first `count` examples of a fixed pseudo-random order, or all where count is 0 or more than there are; ascending.
// The choice does not depend on a run's seed: seeds then differ in what they learn, not in what they see.
std::vector<std::uint64_t> ChooseExamples(std::uint64_t examples, std::uint64_t count);

}  // namespace linkbert
