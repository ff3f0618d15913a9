// TinyRun: a pretraining run of a second, for tests of whole runs.
#pragma once
#include <string>

#include "core/configuration/pretrain_configuration.h"

namespace linkbert::test {

// In folder/name, on the corpus; 6 steps of 8 samples of at most 32 tokens.
inline PretrainConfiguration TinyRun(const std::string& folder, const std::string& name, const std::string& corpus) {
  PretrainConfiguration c;
  c.run = {.name = name, .folder = folder};
  c.data.corpus = corpus;
  c.model.config.hidden_size = 16;
  c.model.config.num_hidden_layers = 1;
  c.model.config.num_attention_heads = 2;
  c.model.config.intermediate_size = 16;
  c.model.config.max_position_embeddings = 32;
  c.samples.max_length = 32;
  c.training.steps = 6;
  c.training.global_batch = 8;
  c.evaluation.every = 0;
  return c;
}

}  // namespace linkbert::test
