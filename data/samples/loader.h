// Loader: one rank's micro-batches, step after step, built ahead on background threads.
//
// Flow: SampleSource -> plan of the global batch -> this rank's Batches -> [Loader::Next] -> training step. No state
// crosses a step: a step's batches are a function of its number, so starting at first_step costs nothing, and threads
// only change when they are ready. At most `ahead` steps wait in memory. Threads: Next from one thread; the source must
// be safe from any. Errors: what a background thread throws for a step is rethrown by the Next that would have returned
// it, and by every later one.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "data/samples/batch.h"
#include "data/samples/batch_plan.h"
#include "data/samples/sample.h"

namespace linkbert {

struct LoaderOptions {
  std::int64_t global_batch = 2048;  // samples a step, over all ranks
  std::int64_t rank = 0;
  BatchPlanOptions plan;  // ranks, tokens of a micro-batch
  int threads = 1;
  int ahead = 4;  // steps built before they are asked for
  std::uint64_t first_step = 0;
  // The first sample of a step, for batches that grow; step * global_batch if empty. Step n is
  // samples [first_sample(n), first_sample(n + 1)).
  std::function<std::uint64_t(std::uint64_t step)> first_sample = {};
};

// One step of one rank.
struct StepBatches {
  std::uint64_t step = 0;
  std::uint64_t first_sample = 0;    // of the global batch
  std::int64_t global_samples = 0;   // in the global batch
  std::vector<Batch> micro_batches;  // none where samples are fewer than ranks
  std::int64_t tokens = 0;           // on this rank, as are the next two
  std::int64_t masked_tokens = 0;
  std::int64_t sequences = 0;
  double fill = 1;  // of the whole plan
  double imbalance = 1;
  double wait_seconds = 0;  // how long Next had to wait
};

// What Loader builds in the background.
StepBatches BuildStep(const SampleSource& source, const LoaderOptions& options, std::uint64_t step);

class Loader {
 public:
  // source must outlive the loader. Throws kConfiguration for options that cannot work.
  Loader(const SampleSource& source, const LoaderOptions& options);
  ~Loader();  // waits for the steps being built

  StepBatches Next();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace linkbert
