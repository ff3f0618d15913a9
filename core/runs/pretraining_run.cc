#include "core/runs/pretraining_run.h"

#include <ATen/Version.h>
#include <fmt/format.h>

#include <optional>

#include "base/thread_pool.h"
#include "core/runs/run_log.h"
#include "core/runs/run_owner.h"
#include "core/runs/run_start.h"
#include "core/tasks/pretraining/pretraining_evaluation.h"

namespace linkbert {
namespace {

class PretrainingRun {
 public:
  PretrainingRun(const PretrainConfiguration& configuration, const RunContext& context)
      : context_(context),
        setup_(configuration, context.communicator),
        c_(setup_.c),
        folder_(c_.run.folder + "/" + c_.run.name) {}

  TrainingEnd Train() {
    if (setup_.IsFirst()) {
      owner_.emplace(folder_, OptionsToYaml(WalkOf(c_)), [this](const std::string& path) { CheckSameRun(c_, path); });
    }
    setup_.communicator.Barrier();  // the folder is there and ours
    RunCheckpoints checkpoints = setup_.trained.Checkpoints(
        folder_, setup_.Files(),
        IdentityOf(WalkOf(c_), c_.samples.seed, c_.training.global_batch, FingerprintOf(setup_.corpora)),
        c_.training.keep_checkpoints);
    const Restored restored = checkpoints.Restore();
    if (restored.folder.empty()) began_with_ = setup_.Begin();
    std::optional<RunLog> log;
    if (setup_.IsFirst()) log.emplace(folder_, restored.progress.steps, context_.tell);
    TrainingObserver silent;
    TrainingObserver& observer = log ? static_cast<TrainingObserver&>(*log) : silent;
    if (owner_ && !owner_->abandoned_by().empty()) {
      observer.OnMessage("the last process of this run ended without saying so: " + owner_->abandoned_by());
    }
    if (setup_.IsFirst()) Announce(restored, observer);
    if (context_.dry_run || restored.progress.steps >= c_.training.steps) return TrainingEnd::kFinished;
    return RunTrainer(checkpoints, restored, observer);
  }

 private:
  TrainingEnd RunTrainer(RunCheckpoints& checkpoints, const Restored& restored, TrainingObserver& observer) {
    PretrainingTask task = setup_.MakeTask(restored.progress.steps);
    std::optional<PretrainingEvaluation> evaluation;
    if (c_.evaluation.every > 0) {
      evaluation.emplace(setup_.corpora.front(), c_.samples, c_.evaluation, setup_.communicator, setup_.threads);
    }
    TrainerParts parts = setup_.trained.Parts(task, checkpoints, observer);
    parts.overlap = setup_.c.communication.overlap;
    parts.stop_requested = [this] { return context_.stop_signalled() || (owner_ && owner_->StopAsked()); };
    parts.run_folder = folder_;
    parts.evaluate = [&] { return evaluation->Run(setup_.model, c_.training.micro_batch_tokens); };
    parts.evaluate_every = c_.evaluation.every;
    Trainer trainer(c_.training, c_.schedule, std::move(parts));
    const TrainingEnd end = trainer.Run(restored.progress);
    if (end == TrainingEnd::kFinished) {
      observer.OnMessage(fmt::format("finished: {} steps; the model is in {}/checkpoints/{}", c_.training.steps,
                                     folder_, StepFolderName(c_.training.steps)));
    }
    return end;
  }

  void Announce(const Restored& restored, TrainingObserver& observer) {
    RecordStart(folder_, WalkOf(c_), restored,
                {.command = "pretrain",
                 .topology = setup_.topology,
                 .backend_requested = c_.communication.backend,
                 .backend_used = setup_.communicator.Name(),
                 .threads_requested = c_.training.threads,
                 .threads_used = setup_.threads,
                 .facts = Facts()});
    TellSetup(observer);
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

  nlohmann::json Facts() const {
    const CorpusMixture& mixture = setup_.sampler;
    nlohmann::json facts = {{"corpus_fingerprint", FingerprintOf(setup_.corpora)},
                            {"anchors", mixture.anchors()},
                            {"parameters", setup_.trained.layout().parameters()},
                            {"relation_mix_reachable", mixture.Part(0).mix().reachable}};
    for (std::size_t i = 0; i < mixture.size() && mixture.size() > 1; ++i) {
      facts["corpora"].push_back({{"folder", setup_.corpora[i].folder()},
                                  {"fingerprint", setup_.corpora[i].fingerprint()},
                                  {"share", mixture.Share(i)},
                                  {"anchors", mixture.Part(i).anchors()},
                                  {"relation_mix_reachable", mixture.Part(i).mix().reachable}});
    }
    return facts;
  }

  void TellSetup(TrainingObserver& observer) {
    const BertConfig& model = setup_.model_config;
    observer.OnMessage(fmt::format("run {}: {} rank(s) over {}, {} thread(s) a rank of {} core(s), float32, {}",
                                   folder_, setup_.communicator.Size(), setup_.communicator.Name(), setup_.threads,
                                   AllowedCores(), at::get_cpu_capability()));
    observer.OnMessage(fmt::format("model: {} layers, width {}, {:.1f} M parameters", model.num_hidden_layers,
                                   model.hidden_size, static_cast<double>(setup_.trained.layout().parameters()) / 1e6));
    for (std::size_t i = 0; i < setup_.corpora.size(); ++i) TellCorpus(i, observer);
  }

  void TellCorpus(std::size_t number, TrainingObserver& observer) {
    const Corpus& corpus = setup_.corpora[number];
    const PretrainingSampler& sampler = setup_.sampler.Part(number);
    const bool mixed = setup_.corpora.size() > 1;
    observer.OnMessage(fmt::format(
        "corpus: {} documents, {:.2f} M tokens, {} anchors{}", corpus.document_count(),
        static_cast<double>(corpus.token_count()) / 1e6, sampler.anchors(),
        mixed ? fmt::format("; {:.1f} % of the samples: {}", 100 * setup_.sampler.Share(number), corpus.folder())
              : ""));
    observer.OnMessage(fmt::format("relations: wanted {:.3f}, reached {:.3f} (contiguous, random, linked)",
                                   fmt::join(sampler.mix().wanted, " "), fmt::join(sampler.mix().reachable, " ")));
  }

  const RunContext& context_;
  PretrainingSetup setup_;
  PretrainConfiguration& c_;  // the set-up's
  std::string folder_;
  std::optional<RunOwner> owner_;
  ParameterMatch began_with_;  // how model.from fitted
};

}  // namespace

TrainingEnd Pretrain(const PretrainConfiguration& configuration, const RunContext& context) {
  RequireSamePretraining(configuration, context);
  return PretrainingRun(configuration, context).Train();
}

}  // namespace linkbert
