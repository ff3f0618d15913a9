#include "launch/commands/inspect_sample.h"

#include <fmt/core.h>

#include "base/thread_pool.h"
#include "data/samples/describe_sample.h"
#include "data/samples/pretraining_sampler.h"

namespace linkbert {

void InspectSample(const InspectSampleArguments& arguments) {
  const Corpus corpus = Corpus::Open(arguments.corpus);
  const Split split = arguments.held_out ? Split::kHeldOut : Split::kTraining;
  const PretrainingSampler sampler(corpus, arguments.options, split, AllowedCores());
  if (!arguments.json) fmt::print("{} anchors an epoch\n{}\n", sampler.anchors(), sampler.mix().ToText());
  for (std::uint64_t index = arguments.index; index < arguments.index + arguments.count; ++index) {
    const Sample sample = sampler.Sample(index);
    fmt::print("{}\n", arguments.json ? SampleToJson(corpus, sample) : SampleToText(corpus, sample));
  }
}

}  // namespace linkbert
