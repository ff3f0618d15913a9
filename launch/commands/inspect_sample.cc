#include "launch/commands/inspect_sample.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/thread_pool.h"
#include "core/tasks/pretraining/shortcut_figures.h"
#include "data/samples/describe_sample.h"
#include "data/samples/pretraining_sampler.h"

namespace linkbert {

void InspectShortcuts(const InspectSampleArguments& arguments, const EvaluationOptions& options) {
  const Corpus corpus = Corpus::Open(arguments.corpus);
  const int threads = AllowedCores();
  const PretrainingSampler mix(corpus, arguments.options, Split::kHeldOut, threads);
  const LinkPairs pairs(corpus, arguments.options, Split::kHeldOut, static_cast<std::uint64_t>(options.anchors),
                        threads);
  const Shortcuts shortcuts(corpus, arguments.options, static_cast<std::uint64_t>(options.probe_samples), threads);
  const std::int64_t count = std::min(options.samples, static_cast<std::int64_t>(mix.anchors()));
  const nlohmann::ordered_json figures = ToJson(JudgeShortcuts(shortcuts, mix, count, pairs));
  if (arguments.json) {
    fmt::print("{}\n", figures.dump());
    return;
  }
  const auto line = [&](const char* name, const char* what) {
    fmt::print("{:<44}{:.3f} ± {:.3f}\n", what, figures.at(name).at("value").get<double>(),
               figures.at(name).at("standard_error").get<double>());
  };
  fmt::print("learned from {} training samples, judged on {} held-out samples and {} pairs\n", options.probe_samples,
             count, pairs.size());
  line("probe_a_only", "relation, bag of words of A alone: accuracy");
  line("probe_b_only", "relation, bag of words of B alone: accuracy");
  line("auc_b_only", "linked or random, B alone: AUC");
  line("auc_tfidf", "linked or random, TF-IDF cosine: AUC");
  fmt::print("{:<44}{:.3f} nats\n", "masked tokens, unigrams alone", figures.at("unigram_entropy").get<double>());
}

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
