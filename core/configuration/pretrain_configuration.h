// PretrainConfiguration: the whole tree of options of a pretraining run, each declared in the room that uses it.
//
// Flow: YAML and --set -> [PretrainConfiguration] -> the rooms' plain structs. Built once at start.
#pragma once
#include <string>
#include <vector>

#include "core/configuration/option_walk.h"
#include "core/model/bert_config.h"
#include "core/optimizers/optimizer_options.h"
#include "core/tasks/pretraining/evaluation_options.h"
#include "core/training/learning_rate.h"
#include "core/training/training_options.h"
#include "data/samples/sample_options.h"
#include "distributed/backends/factory.h"

namespace linkbert {

struct DataOptions {
  std::string corpus;   // folder that `linkbert prepare` wrote; of several, with commas between
  std::string weights;  // of several corpora, with commas between
};

// data.corpus as folders. Throws kConfiguration where one is empty.
std::vector<std::string> CorpusFolders(const DataOptions& options);
// data.weights as numbers: one a corpus, or none. Throws kConfiguration.
std::vector<double> CorpusWeights(const DataOptions& options);

struct ModelOptions {
  std::string from;        // a model's folder whose weights training begins with; empty: random weights
  std::string add_tokens;  // to that model's vocabulary, as ParseAddedTokens reads them
  BertConfig config;
};

struct PretrainConfiguration {
  RunOptions run;
  DataOptions data;
  ModelOptions model;
  SampleOptions samples;
  TrainingOptions training;
  ScheduleOptions schedule;
  OptimizerOptions optimizer;
  EvaluationOptions evaluation;
  CommunicationOptions communication;
};

void Visit(OptionVisitor& visitor, DataOptions& options);
void Visit(OptionVisitor& visitor, ModelOptions& options);
void Visit(OptionVisitor& visitor, PretrainConfiguration& configuration);
OptionWalk WalkOf(PretrainConfiguration& configuration);

// Reads the file ("": defaults), applies the settings, fills run.name. Where model.from is given, the sizes of that
// model are the defaults of the others. Throws kConfiguration, kUsage, kInput.
PretrainConfiguration LoadPretrainConfiguration(const std::string& path, const std::vector<std::string>& settings);

// Compares with the configuration an existing run was started with (its config.yaml). Throws kConfiguration naming the
// keys that differ and would change the result; those that only say where and how fast it runs may change.
void CheckSameRun(const PretrainConfiguration& configuration, const std::string& config_yaml);

}  // namespace linkbert
