// `linkbert inspect sample DIR`: the pretraining samples of a corpus, as people or as programs read them.
//
// Exactly the samples that pretraining with the same options feeds. Errors: kInput, kConfiguration.
#pragma once
#include <cstdint>
#include <string>

#include "core/tasks/pretraining/evaluation_options.h"
#include "data/samples/sample_options.h"

namespace linkbert {

struct InspectSampleArguments {
  std::string corpus;     // the folder that `linkbert prepare` wrote
  SampleOptions options;  // seed included
  std::uint64_t index = 0;
  std::uint64_t count = 1;
  bool held_out = false;  // samples of the evaluation instead of training
  bool json = false;      // JSON Lines (data/samples/describe_sample.h)
};

// Prints what one side alone, TF-IDF and unigrams reach on the held-out samples, learned from training samples.
void InspectShortcuts(const InspectSampleArguments& arguments, const EvaluationOptions& options);

// Prints samples [index, index + count) on stdout.
void InspectSample(const InspectSampleArguments& arguments);

}  // namespace linkbert
