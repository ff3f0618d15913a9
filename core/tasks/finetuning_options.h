// What a fine-tuning run is made of: the groups `data`, `model`, `task` and `training` of its configuration.
#pragma once
#include <cstdint>
#include <string>

#include "base/options.h"
#include "core/finetuning/task_type.h"
#include "core/training/training_options.h"

namespace linkbert {

struct TaskDataOptions {
  std::string folder;  // holds train.json, dev.json, test.json
};

void Visit(OptionVisitor& visitor, TaskDataOptions& options);

struct StartModelOptions {
  std::string from;        // as ResolveModelFolder takes it
  std::string name;        // in results; default: from the folder
  std::string add_tokens;  // to its vocabulary, as ParseAddedTokens reads them
  bool random_weights = false;
};

void Visit(OptionVisitor& visitor, StartModelOptions& options);

struct TaskOptions {
  std::string type = "sequence_classification";
  std::string metric;           // empty: the type's first
  std::int64_t max_length = 0;  // tokens; 0: the type's own, at most the model's positions
  std::string labels;           // "a,b,c"; empty: those of the training file
  bool strict = false;
  std::string mode = kDefaultMode;
  QuestionOptions question;
};

void Visit(OptionVisitor& visitor, TaskOptions& options);

// The task of a run: the options, completed by the type's defaults and by what the training file settles. Throws
// kConfiguration for a metric that the type has not, or for inputs longer than the model's positions.
TaskConfig SettleTask(const TaskType& type, const TaskOptions& options, const std::string& train_path,
                      std::int64_t positions);

struct FinetuningOptions {
  TrainingOptions loop;  // steps are computed from the epochs
  double epochs = 3;
  std::int64_t accumulation = 1;       // of LinkBERT's scripts; for the mode linkbert alone
  std::int64_t max_train_samples = 0;  // 0: all
  double train_fraction = 1;
  std::int64_t seed = 1;  // of the first run
  std::int64_t seeds = 1;
};

void Visit(OptionVisitor& visitor, FinetuningOptions& options);

}  // namespace linkbert
