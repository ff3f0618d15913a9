// `linkbert evaluate --task pretraining`: MLM and document relation prediction on a corpus's held-out documents.
//
// Collective over the launched ranks. Errors: as thrown by the rooms; under several ranks they end the whole job.
#pragma once
#include <string>
#include <vector>

namespace linkbert {

struct EvaluatePretrainingRequest {
  std::string model;   // as ResolveModelFolder takes it
  std::string corpus;  // folder
  std::string config;  // whose `samples` and `evaluation` groups are used; empty: defaults
  std::vector<std::string> settings;
  std::string output;  // folder that gets results.json; empty: none
};

void EvaluatePretraining(const EvaluatePretrainingRequest& request);

}  // namespace linkbert
