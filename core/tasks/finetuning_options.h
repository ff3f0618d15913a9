// What a fine-tuning run is made of: the groups `data`, `model`, `task` and `training` of its configuration.
#pragma once
#include <cstdint>
#include <string>

#include "base/options.h"
#include "core/training/training_options.h"

namespace linkbert {

struct TaskDataOptions {
  std::string folder;  // holds train.json, dev.json, test.json
};

void Visit(OptionVisitor& visitor, TaskDataOptions& options);

struct StartModelOptions {
  std::string from;  // as ResolveModelFolder takes it
  std::string name;  // in results; default: from the folder
  bool random_weights = false;
};

void Visit(OptionVisitor& visitor, StartModelOptions& options);

struct TaskOptions {
  std::string type = "sequence_classification";
  std::string metric = "accuracy";
  std::int64_t max_length = 128;  // tokens
};

void Visit(OptionVisitor& visitor, TaskOptions& options);

struct FinetuningOptions {
  TrainingOptions loop;  // steps are computed from the epochs
  double epochs = 3;
  std::int64_t max_train_samples = 0;  // 0: all
  std::int64_t seed = 1;               // of the first run
  std::int64_t seeds = 1;
};

void Visit(OptionVisitor& visitor, FinetuningOptions& options);

}  // namespace linkbert
