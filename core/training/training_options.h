// How long and how a run trains: the `training` group of a configuration, and the `run` group that names its folder.
#pragma once
#include <cstdint>
#include <string>

#include "base/options.h"

namespace linkbert {

struct TrainingOptions {
  std::int64_t steps = 1000;
  std::int64_t global_batch = 256;         // samples of one optimizer step over all ranks and accumulation
  std::int64_t micro_batch_tokens = 8192;  // most tokens of one forward and backward pass
  std::int64_t log_every = 10;             // steps
  std::int64_t save_every = 500;           // steps
  std::int64_t keep_checkpoints = 2;
  std::int64_t threads = 0;  // a rank; 0: the allowed cores divided by the ranks of the host
  std::int64_t loader_threads = 1;
  double drp_weight = 1;             // of the DRP loss beside MLM (paper section 4.2: equal)
  std::string not_finite = "error";  // error | skip: what a loss or gradient norm of NaN or infinity does
};

void Visit(OptionVisitor& visitor, TrainingOptions& options);
// The part that any task has: from global_batch to threads.
void VisitLoop(OptionVisitor& visitor, TrainingOptions& options);

// A bucket of the flat layout: 32 MB of fp32, a piece of the MPI back end.
inline constexpr std::int64_t kBucketElements = std::int64_t{8} << 20;

struct RunOptions {
  std::string name;  // default: the configuration's file name
  std::string folder = "runs";
};

void Visit(OptionVisitor& visitor, RunOptions& options);

}  // namespace linkbert
