#include "core/evaluation/evaluate_pretraining.h"

#include <ATen/Parallel.h>

#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "core/configuration/pretrain_configuration.h"
#include "core/device/cpu/cpu_device.h"
#include "core/model_folders/model_folder.h"
#include "core/model_folders/model_tokenizer.h"
#include "core/ranks/choose_threads.h"
#include "core/ranks/rank_facts.h"
#include "core/tasks/pretraining/pretraining_evaluation.h"
#include "core/weight_files/model_weights.h"
#include "data/samples/corpus_mixture.h"
#include "data/shards/corpus.h"
#include "distributed/communication/launch_environment.h"

namespace linkbert {
namespace {

void RequireSame(const EvaluatePretrainingRequest& request, PretrainConfiguration c, Communicator& communicator,
                 const RankFacts& command_line) {
  RequireSameOnAllRanks(communicator, command_line, [&] {
    return RankFacts{ConfigurationFact(WalkOf(c)), CorpusFact(OpenCorpora({request.corpus})),
                     ModelFact(ResolveModelFolder(request.model).path)};
  });
}

}  // namespace

nlohmann::ordered_json EvaluatePretraining(const EvaluatePretrainingRequest& request, const PretrainConfiguration& c,
                                           Communicator& communicator, const RankFacts& command_line) {
  RequireSame(request, c, communicator, command_line);
  const int threads = ChooseThreads(0, DetectLaunch().local_size);
  at::set_num_threads(threads);
  const Corpus corpus = Corpus::Open(request.corpus);
  const std::string folder = ResolveModelFolder(request.model).path;
  RequireTokenizer(folder, {corpus.vocabulary(), corpus.normalizer(), corpus.folder()});
  FlatParameters parameters(HostDevice(), BertParameterSpecs(c.model.config, {}), 1 << 25, GradientMemory::kNone);
  parameters.Write([&](std::span<float> flat) { LoadModelWeights(folder, parameters.layout(), flat, {}); });
  BertPretrainingModel model(c.model.config, parameters);
  PretrainingEvaluation evaluation(corpus, c.samples, c.evaluation, communicator, threads);
  nlohmann::ordered_json metrics = evaluation.Run(model, c.training.micro_batch_tokens);
  if (metrics.is_null() || request.output.empty()) return metrics;
  CreateFolders(request.output);
  WriteFileAtomically(request.output + "/results.json", metrics.dump(1) + "\n");
  return metrics;
}

}  // namespace linkbert
