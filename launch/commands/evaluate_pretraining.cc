#include "launch/commands/evaluate_pretraining.h"

#include <ATen/Parallel.h>
#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "base/thread_pool.h"
#include "core/checkpoint/checkpoint_format.h"
#include "core/model_folders/model_folder.h"
#include "core/model_folders/model_tokenizer.h"
#include "core/tasks/pretraining/pretraining_evaluation.h"
#include "core/weight_files/model_weights.h"
#include "data/samples/corpus_mixture.h"
#include "data/shards/corpus.h"
#include "distributed/communication/launch_environment.h"
#include "launch/configuration/pretrain_configuration.h"
#include "launch/environment/all_ranks.h"
#include "launch/environment/rank_facts.h"

namespace linkbert {
namespace {

using Json = nlohmann::ordered_json;

std::string EstimateText(const Json& estimate) {
  return fmt::format("{:.3f} ± {:.3f}", estimate.at("value").get<double>(),
                     estimate.at("standard_error").get<double>());
}

void Print(const Json& m) {
  fmt::print("MLM            loss {:.3f} nats, accuracy {:.3f}; unigrams alone: {:.3f} nats\n",
             m.at("mlm_loss").get<double>(), m.at("mlm_accuracy").get<double>(), m.at("unigram_entropy").get<double>());
  fmt::print("DRP            accuracy {} on {} held-out samples; over the better probe {}\n",
             EstimateText(m.at("drp_accuracy")), m.at("samples").get<std::size_t>(),
             EstimateText(m.at("drp_over_probes")));
  fmt::print("probes         A alone {}, B alone {}\n", EstimateText(m.at("probe_a_only")),
             EstimateText(m.at("probe_b_only")));
  fmt::print("linked/random  AUC {} on {} anchors (targets seen in training {}, unseen {})\n",
             EstimateText(m.at("auc")), m.at("auc").at("anchors").get<std::size_t>(),
             EstimateText(m.at("auc_seen_targets")), EstimateText(m.at("auc_unseen_targets")));
  fmt::print("beside it      B alone {}, TF-IDF cosine {}\n", EstimateText(m.at("auc_b_only")),
             EstimateText(m.at("auc_tfidf")));
  for (std::size_t truth = 0; truth < kRelations; ++truth) {
    const auto& row = m.at("drp_confusion").at(truth);
    fmt::print("truth {:<11}contiguous {:>5}  random {:>5}  linked {:>5}\n", RelationName(static_cast<Relation>(truth)),
               row.at(0).get<std::int64_t>(), row.at(1).get<std::int64_t>(), row.at(2).get<std::int64_t>());
  }
}

void RequireSame(const EvaluatePretrainingRequest& request, PretrainConfiguration c, Communicator& communicator) {
  RequireSameOnAllRanks(communicator, [&] {
    return RankFacts{CommandLineFact({"--config", "--set", "--model", "--input", "--output"}),
                     ConfigurationFact(WalkOf(c)), CorpusFact(OpenCorpora({request.corpus})),
                     ModelFact(ResolveModelFolder(request.model).path)};
  });
}

void Evaluate(const EvaluatePretrainingRequest& request, const PretrainConfiguration& c, Communicator& communicator) {
  RequireSame(request, c, communicator);
  const int threads = std::max(1, AllowedCores() / DetectLaunch().local_size);
  at::set_num_threads(threads);
  const Corpus corpus = Corpus::Open(request.corpus);
  const std::string folder = ResolveModelFolder(request.model).path;
  RequireTokenizer(folder, {corpus.vocabulary(), corpus.normalizer(), corpus.folder()});
  FlatParameters parameters(BertParameterSpecs(c.model.config, {}), 1 << 25, GradientMemory::kNone);
  LoadModelWeights(folder, parameters.layout(), parameters.flat(), {});
  BertPretrainingModel model(c.model.config, parameters);
  PretrainingEvaluation evaluation(corpus, c.samples, c.evaluation, communicator, threads);
  const Json metrics = evaluation.Run(model, c.training.micro_batch_tokens);
  if (metrics.is_null()) return;  // rank 0 tells
  Print(metrics);
  if (request.output.empty()) return;
  CreateFolders(request.output);
  WriteFileAtomically(request.output + "/results.json", metrics.dump(1) + "\n");
}

}  // namespace

void EvaluatePretraining(const EvaluatePretrainingRequest& request) {
  PretrainConfiguration configuration;
  OnAllRanks(
      [&] {
        std::vector<std::string> settings = request.settings;
        settings.push_back("model.from=" + request.model);
        configuration = LoadPretrainConfiguration(request.config, settings);
        return configuration.communication;
      },
      [&](Communicator& communicator) { Evaluate(request, configuration, communicator); });
}

}  // namespace linkbert
