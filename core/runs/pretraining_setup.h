// PretrainingSetup: the rooms that pretraining puts together, for a run and for a measurement of its steps alike.
//
// Flow: PretrainConfiguration + Communicator -> [PretrainingSetup] -> PretrainingTask, Trainer. Owns corpus, sampler,
// parameters and model. Collective. Errors: as thrown by the rooms.
#pragma once
#include <span>
#include <vector>

#include "core/configuration/pretrain_configuration.h"
#include "core/runs/run_context.h"
#include "core/tasks/pretraining/pretraining_model.h"
#include "core/tasks/pretraining/pretraining_task.h"
#include "core/training/trained_parameters.h"
#include "core/weight_files/model_weights.h"
#include "data/samples/corpus_mixture.h"
#include "data/shards/corpus.h"
#include "distributed/communication/launch_environment.h"

namespace linkbert {

// Throws kConfiguration for what every rank can find before they talk: values that do not fit each other.
void CheckPretraining(const PretrainConfiguration& configuration);

// Collective: throws where ranks were given other configurations, corpora or models to begin with.
void RequireSamePretraining(const PretrainConfiguration& configuration, const RunContext& context);

struct PretrainingSetup {
  PretrainingSetup(PretrainConfiguration configuration, Communicator& communicator);

  bool IsFirst() const { return communicator.Rank() == 0; }
  // First values of the parameters: random, or those of the model it begins with; returns how that one fitted.
  ParameterMatch Begin();
  PretrainingTask MakeTask(std::int64_t first_step);
  ModelFiles Files() const;

  PretrainConfiguration c;
  Communicator& communicator;
  Topology topology;
  int threads;                  // of this rank
  std::vector<Corpus> corpora;  // of one vocabulary
  BertConfig model_config;
  CorpusMixture sampler;
  TrainedParameters trained;
  BertPretrainingModel model;

 private:
  ParameterMatch LoadStart(std::span<float> flat) const;
};

}  // namespace linkbert
