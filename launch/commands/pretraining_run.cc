#include "launch/commands/pretraining_run.h"

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <filesystem>
#include <optional>

#include "base/error.h"
#include "base/hash.h"
#include "base/thread_pool.h"
#include "core/checkpoint/model_folder.h"
#include "core/checkpoint/model_weights.h"
#include "core/tasks/pretraining_evaluation.h"
#include "core/tasks/pretraining_task.h"
#include "core/training/run_checkpoints.h"
#include "data/samples/pretraining_sampler.h"
#include "data/shards/corpus.h"
#include "distributed/communication/launch_environment.h"
#include "launch/commands/training_ranks.h"
#include "launch/configuration/pretrain_configuration.h"
#include "launch/environment/all_ranks.h"
#include "launch/environment/run_log.h"
#include "launch/environment/run_owner.h"
#include "launch/environment/run_record.h"
#include "launch/environment/signals.h"

namespace linkbert {
namespace {

const std::vector<std::string> kHeads = {"bert.pooler.", "cls.", "drp."};  // may begin anew

void CheckConfiguration(const PretrainConfiguration& c) {
  if (c.data.corpus.empty()) {
    throw Fail(ErrorCode::kConfiguration,
               "data.corpus is empty, wanted a folder that `linkbert prepare` wrote: --set data.corpus=DIR.");
  }
  if (c.model.config.max_position_embeddings < c.samples.max_length) {
    throw Fail(ErrorCode::kConfiguration, "samples.max_length is {}, but model.max_position_embeddings only {}.",
               c.samples.max_length, c.model.config.max_position_embeddings);
  }
  Validate(c.samples);
}

// Where nothing is to be kept.
class NoCheckpoints : public CheckpointSink {
 public:
  void Begin(const Progress&, const nlohmann::ordered_json&) override {}
  bool IsDurable() override { return true; }
  void Commit() override {}
  bool InFlight() const override { return false; }
  void Wait() override {}
};

class PretrainingRun {
 public:
  PretrainingRun(PretrainConfiguration configuration, Communicator& communicator)
      : c_(std::move(configuration)),
        communicator_(communicator),
        topology_(DiscoverTopology(communicator)),
        threads_(ChooseThreads(c_.training.threads, topology_.local_size)),
        folder_(c_.run.folder + "/" + c_.run.name),
        corpus_(Corpus::Open(c_.data.corpus)),
        model_config_(ModelFor(c_.model.config, corpus_)),
        sampler_(corpus_, c_.samples, Split::kTraining, threads_),
        parameters_(BertParameterSpecs(model_config_, BertHeads{}), kBucketElements, GradientMemory::kOwned),
        model_(model_config_, parameters_),
        reducer_(parameters_.layout(), communicator),
        optimizer_(parameters_.layout(), c_.optimizer, communicator) {
    at::set_num_threads(threads_);
  }

  TrainingEnd Train(bool dry_run) {
    if (IsFirst()) {
      owner_.emplace(folder_, OptionsToYaml(WalkOf(c_)), [this](const std::string& path) { CheckSameRun(c_, path); });
    }
    communicator_.Barrier();  // the folder is there and ours
    RunCheckpoints checkpoints(folder_, parameters_.layout(), Files(), Identity(), c_.training.keep_checkpoints,
                               communicator_, optimizer_, parameters_.values());
    const Restored restored = checkpoints.Restore();
    if (restored.folder.empty()) Begin();
    std::optional<RunLog> log;
    if (IsFirst()) log.emplace(folder_, restored.progress.steps);
    TrainingObserver silent;
    TrainingObserver& observer = log ? static_cast<TrainingObserver&>(*log) : silent;
    if (owner_ && !owner_->abandoned_by().empty()) {
      observer.OnMessage("the last process of this run ended without saying so: " + owner_->abandoned_by());
    }
    Announce(restored, observer);
    if (dry_run || restored.progress.steps >= c_.training.steps) return TrainingEnd::kFinished;

    PretrainingTask task(sampler_, Loading(restored.progress.steps), model_, c_.training.drp_weight,
                         static_cast<std::uint64_t>(c_.samples.seed));
    std::optional<PretrainingEvaluation> evaluation;
    if (c_.evaluation.every > 0) evaluation.emplace(corpus_, c_.samples, c_.evaluation, communicator_, threads_);
    Trainer trainer(c_.training, c_.schedule,
                    {.communicator = communicator_,
                     .task = task,
                     .reducer = reducer_,
                     .optimizer = optimizer_,
                     .checkpoints = checkpoints,
                     .observer = observer,
                     .parameters = parameters_.values(),
                     .gradients = parameters_.gradients(),
                     .stop_requested = [this] { return StopSignalled() || (owner_ && owner_->StopAsked()); },
                     .run_folder = folder_,
                     .evaluate = [&] { return evaluation->Run(model_, c_.training.micro_batch_tokens); },
                     .evaluate_every = c_.evaluation.every});
    const TrainingEnd end = trainer.Run(restored.progress);
    if (end == TrainingEnd::kFinished) {
      observer.OnMessage(fmt::format("finished: {} steps; the model is in {}/checkpoints/{}", c_.training.steps,
                                     folder_, StepFolderName(c_.training.steps)));
    }
    return end;
  }

  MeasuredRun Measure(std::int64_t steps, TrainingObserver& observer) {
    Begin();
    PretrainingTask task(sampler_, Loading(0), model_, c_.training.drp_weight,
                         static_cast<std::uint64_t>(c_.samples.seed));
    TrainingOptions training = c_.training;
    training.log_every = 1;
    training.steps = std::max(training.steps, steps);  // the configured schedule, cut short
    NoCheckpoints checkpoints;
    TrainingObserver silent;
    std::int64_t completed = 0;
    Trainer trainer(training, c_.schedule,
                    {.communicator = communicator_,
                     .task = task,
                     .reducer = reducer_,
                     .optimizer = optimizer_,
                     .checkpoints = checkpoints,
                     .observer = IsFirst() ? observer : silent,
                     .parameters = parameters_.values(),
                     .gradients = parameters_.gradients(),
                     .stop_requested = [&] { return ++completed == steps || StopSignalled(); },
                     .run_folder = std::filesystem::temp_directory_path().string(),
                     .evaluate = nullptr});
    trainer.Run({});
    return {.is_first = IsFirst(),
            .ranks = communicator_.Size(),
            .backend = communicator_.Name(),
            .threads = threads_,
            .peak_memory_bytes = LargestPeakMemory()};
  }

 private:
  // Collective.
  double LargestPeakMemory() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    double peak = 1024.0 * static_cast<double>(usage.ru_maxrss);
    communicator_.AllReduce(&peak, &peak, 1, DataType::kFloat64, ReduceOperation::kMax).Wait();
    return peak;
  }

  bool IsFirst() const { return communicator_.Rank() == 0; }

  // First values of the parameters: random, or those of the model it begins with.
  void Begin() {
    InitializeParameters(parameters_, model_config_, static_cast<std::uint64_t>(c_.samples.seed));
    if (c_.model.from.empty()) return;
    const ModelFolder from = ResolveModelFolder(c_.model.from);
    RequireVocabulary(from.path, corpus_.vocabulary(), c_.data.corpus);
    began_with_ = LoadModelWeights(from.path, parameters_.layout(), parameters_.flat(), kHeads);
  }

  static BertConfig ModelFor(BertConfig config, const Corpus& corpus) {
    config.vocab_size = corpus.vocabulary().size();
    config.pad_token_id = corpus.vocabulary().pad_id();
    try {
      Validate(config, "model");
    } catch (const Error& error) {  // there it is a file that is wrong
      throw Error(ErrorCode::kConfiguration, error.what());
    }
    return config;
  }

  ModelFiles Files() const {
    nlohmann::ordered_json config = ToJson(model_config_);
    config["architectures"] = {"BertForMaskedLM"};
    return {.config_json = config.dump(2) + "\n",
            .vocabulary = corpus_.vocabulary().ToText(),
            .lower_case = corpus_.lower_case(),
            .max_length = model_config_.max_position_embeddings};
  }

  RunIdentity Identity() {
    const std::string configuration = OptionsToYaml(WalkOf(c_));
    return {.seed = static_cast<std::uint64_t>(c_.samples.seed),
            .global_batch = c_.training.global_batch,
            .config_hash = Hash128Hex(configuration.data(), configuration.size()),
            .corpus_fingerprint = corpus_.fingerprint()};
  }

  LoaderOptions Loading(std::int64_t first_step) const {
    return {.global_batch = c_.training.global_batch,
            .rank = communicator_.Rank(),
            .plan = {.ranks = communicator_.Size(),
                     .micro_batch_tokens = c_.training.micro_batch_tokens,
                     .attention_cost = 1.0 / (6.0 * static_cast<double>(model_config_.hidden_size))},
            .threads = static_cast<int>(c_.training.loader_threads),
            .first_step = static_cast<std::uint64_t>(first_step)};
  }

  void Announce(const Restored& restored, TrainingObserver& observer) {
    if (!IsFirst()) return;
    WriteRunRecord(folder_, OptionsToJson(WalkOf(c_)),
                   {.command = "pretrain",
                    .hosts = topology_.hosts,
                    .backend_requested = c_.communication.backend,
                    .backend_used = communicator_.Name(),
                    .threads_requested = c_.training.threads,
                    .threads_used = threads_,
                    .cores_allowed = AllowedCores(),
                    .instruction_set = at::get_cpu_capability(),
                    .first_step = restored.progress.steps,
                    .resumed_from = restored.folder,
                    .facts = {{"corpus_fingerprint", corpus_.fingerprint()},
                              {"anchors", sampler_.anchors()},
                              {"parameters", parameters_.layout().parameters()},
                              {"relation_mix_reachable", sampler_.mix().reachable}}});
    observer.OnMessage(fmt::format("run {}: {} rank(s) over {}, {} thread(s) a rank of {} core(s), float32, {}",
                                   folder_, communicator_.Size(), communicator_.Name(), threads_, AllowedCores(),
                                   at::get_cpu_capability()));
    observer.OnMessage(fmt::format(
        "model: {} layers, width {}, {:.1f} M parameters; corpus: {} documents, {:.2f} M tokens, {} anchors",
        model_config_.num_hidden_layers, model_config_.hidden_size,
        static_cast<double>(parameters_.layout().parameters()) / 1e6, corpus_.document_count(),
        static_cast<double>(corpus_.token_count()) / 1e6, sampler_.anchors()));
    const auto& mix = sampler_.mix();
    observer.OnMessage(fmt::format("relations: wanted {:.3f}, reached {:.3f} (contiguous, random, linked)",
                                   fmt::join(mix.wanted, " "), fmt::join(mix.reachable, " ")));
    for (const std::string& line : restored.rejected)
      observer.OnMessage("warning: passed over a damaged checkpoint: " + line);
    if (restored.progress.steps >= c_.training.steps) {
      observer.OnMessage(
          fmt::format("this run is finished: {} steps; the model is in {}", restored.progress.steps, restored.folder));
    } else if (!restored.folder.empty()) {
      observer.OnMessage(fmt::format("resumed from {}", restored.folder));
    } else if (!c_.model.from.empty()) {
      observer.OnMessage(fmt::format("begins with the weights of {}; {}", c_.model.from, MatchText(began_with_)));
    }
  }

  PretrainConfiguration c_;
  Communicator& communicator_;
  Topology topology_;
  int threads_;
  std::string folder_;
  Corpus corpus_;
  BertConfig model_config_;
  PretrainingSampler sampler_;
  FlatParameters parameters_;
  BertPretrainingModel model_;
  GradientReducer reducer_;
  ShardedOptimizer optimizer_;
  std::optional<RunOwner> owner_;
  ParameterMatch began_with_;  // how model.from fitted
};

// What every rank needs before they talk. A mistake here is found by all of them and told once.
CommunicationOptions Load(const PretrainRequest& request, PretrainConfiguration& configuration) {
  configuration = LoadPretrainConfiguration(request.config, request.settings);
  CheckConfiguration(configuration);
  return configuration.communication;
}

}  // namespace

void RunPretraining(const PretrainRequest& request) {
  PretrainConfiguration configuration;
  TrainOnAllRanks(
      [&] { return Load(request, configuration); },
      [&](Communicator& communicator) { return PretrainingRun(configuration, communicator).Train(request.dry_run); });
}

MeasuredRun MeasurePretraining(const PretrainRequest& request, std::int64_t steps, TrainingObserver& observer) {
  PretrainConfiguration configuration;
  MeasuredRun measured;
  OnAllRanks([&] { return Load(request, configuration); },
             [&](Communicator& communicator) {
               measured = PretrainingRun(configuration, communicator).Measure(steps, observer);
             });
  return measured;
}

}  // namespace linkbert
