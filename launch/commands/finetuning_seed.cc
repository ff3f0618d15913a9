#include "launch/commands/finetuning_seed.h"

#include <ATen/Version.h>
#include <fmt/format.h>

#include <filesystem>

#include "base/atomic_file.h"
#include "base/hash.h"
#include "base/thread_pool.h"
#include "core/checkpoint/model_weights.h"
#include "core/tasks/result_table.h"
#include "launch/environment/run_record.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kFresh = {"bert.pooler.", "classifier."};  // may begin anew

std::vector<ParameterSpec> Specs(const FinetuningInputs& inputs) {
  return BertParameterSpecs(inputs.model_config(),
                            {.mlm = false, .drp = false, .classes = inputs.task().labels.size()});
}

}  // namespace

FinetuningSeed::FinetuningSeed(const FinetuneConfiguration& configuration, const FinetuningInputs& inputs,
                               const Place& place, Communicator& communicator)
    : c_(configuration),
      inputs_(inputs),
      place_(place),
      communicator_(communicator),
      parameters_(Specs(inputs), kBucketElements, GradientMemory::kOwned),
      model_(inputs.model_config(), inputs.task().labels.size(), parameters_),
      reducer_(parameters_.layout(), communicator),
      optimizer_(parameters_.layout(), c_.optimizer, communicator) {}

BatchPlanOptions FinetuningSeed::Plan() const {
  return {.ranks = communicator_.Size(),
          .micro_batch_tokens = c_.training.loop.micro_batch_tokens,
          .attention_cost = 1.0 / (6.0 * static_cast<double>(inputs_.model_config().hidden_size))};
}

TrainingOptions FinetuningSeed::Training() const {
  TrainingOptions options = c_.training.loop;
  options.steps = EpochOrder(inputs_.train().size(), options.global_batch, 0).Steps(c_.training.epochs);
  return options;
}

TrainingEnd FinetuningSeed::Run(bool dry_run) {
  if (IsFirst()) CreateFolders(place_.folder);
  communicator_.Barrier();
  const std::string configuration = OptionsToYaml(WalkOf(c_));
  RunCheckpoints checkpoints(place_.folder, parameters_.layout(), inputs_.files(),
                             {.seed = static_cast<std::uint64_t>(place_.seed),
                              .global_batch = c_.training.loop.global_batch,
                              .config_hash = Hash128Hex(configuration.data(), configuration.size()),
                              .corpus_fingerprint = inputs_.fingerprint()},
                             c_.training.loop.keep_checkpoints, communicator_, optimizer_, parameters_.values());
  const Restored restored = checkpoints.Restore();
  std::optional<RunLog> log;
  if (IsFirst()) log.emplace(place_.folder, restored.progress.steps);
  TrainingObserver silent;
  TrainingObserver& observer = log ? static_cast<TrainingObserver&>(*log) : silent;
  if (restored.folder.empty()) InitializeModel(observer);
  Announce(restored, observer);
  if (dry_run) return TrainingEnd::kFinished;
  const TrainingEnd end = Train(checkpoints, restored, observer);
  if (end == TrainingEnd::kFinished) Finish(observer);
  return end;
}

void FinetuningSeed::InitializeModel(TrainingObserver& observer) {
  InitializeParameters(parameters_, inputs_.model_config(), static_cast<std::uint64_t>(place_.seed));
  if (c_.model.random_weights) return;
  const ParameterMatch match =
      LoadModelWeights(inputs_.model_folder().path, parameters_.layout(), parameters_.flat(), kFresh);
  observer.OnMessage(fmt::format("begins with the weights of {}; {}", inputs_.model_folder().path, MatchText(match)));
}

void FinetuningSeed::Announce(const Restored& restored, TrainingObserver& observer) {
  if (!IsFirst()) return;
  WriteRunRecord(place_.folder, OptionsToJson(WalkOf(c_)),
                 {.command = "finetune",
                  .hosts = place_.topology.hosts,
                  .backend_requested = c_.communication.backend,
                  .backend_used = communicator_.Name(),
                  .threads_requested = c_.training.loop.threads,
                  .threads_used = place_.threads,
                  .cores_allowed = AllowedCores(),
                  .instruction_set = at::get_cpu_capability(),
                  .first_step = restored.progress.steps,
                  .resumed_from = restored.folder,
                  .facts = {{"seed", place_.seed},
                            {"data_fingerprint", inputs_.fingerprint()},
                            {"train_examples", inputs_.train().size()},
                            {"labels", inputs_.task().labels.names()},
                            {"parameters", parameters_.layout().parameters()}}});
  observer.OnMessage(fmt::format(
      "run {}, seed {}: {} from {}; {} examples, {} labels, {} steps; {} rank(s) over {}, {} thread(s) a rank",
      place_.folder, place_.seed, inputs_.data_name(), inputs_.start_name(), inputs_.train().size(),
      inputs_.task().labels.size(), Training().steps, communicator_.Size(), communicator_.Name(), place_.threads));
  for (const std::string& line : restored.rejected)
    observer.OnMessage("warning: passed over a damaged checkpoint: " + line);
  if (!restored.folder.empty()) observer.OnMessage(fmt::format("resumed from {}", restored.folder));
}

TrainingEnd FinetuningSeed::Train(RunCheckpoints& checkpoints, const Restored& restored, TrainingObserver& observer) {
  SequenceClassificationTask task(inputs_.train(),
                                  {.global_batch = c_.training.loop.global_batch,
                                   .rank = communicator_.Rank(),
                                   .plan = Plan(),
                                   .seed = static_cast<std::uint64_t>(place_.seed)},
                                  model_);
  Trainer trainer(Training(), c_.schedule,
                  {.communicator = communicator_,
                   .task = task,
                   .reducer = reducer_,
                   .optimizer = optimizer_,
                   .checkpoints = checkpoints,
                   .observer = observer,
                   .parameters = parameters_.values(),
                   .gradients = parameters_.gradients(),
                   .stop_requested = place_.stop_requested,
                   .run_folder = place_.folder,
                   .evaluate = nullptr});
  return trainer.Run(restored.progress);
}

nlohmann::ordered_json FinetuningSeed::Score(const char* part, const ClassificationData& data,
                                             TrainingObserver& observer) {
  const ClassificationEvaluation result = EvaluateClassification(model_, data, Plan(), communicator_);
  nlohmann::ordered_json scores = ToJson(result);
  observer.OnMessage(fmt::format("{}: accuracy {:.4f}, macro-F1 {:.4f}, loss {:.4f} on {} examples", part,
                                 result.metrics.accuracy, result.metrics.macro_f1, result.loss, data.size()));
  if (IsFirst()) {
    WriteFileAtomically(fmt::format("{}/predictions/{}.jsonl", place_.folder, part),
                        PredictionLines(result, data, inputs_.task().labels));
  }
  scores.erase("examples");
  return scores;
}

void FinetuningSeed::Finish(TrainingObserver& observer) {
  if (IsFirst()) CreateFolders(place_.folder + "/predictions");
  nlohmann::ordered_json scores;
  if (inputs_.dev()) scores["dev"] = Score("dev", *inputs_.dev(), observer);
  if (inputs_.test()) scores["test"] = Score("test", *inputs_.test(), observer);
  if (!IsFirst()) return;
  const std::string checkpoints = fmt::format("{}/{}", place_.folder, kCheckpointsFolder);
  ExportModel(fmt::format("{}/{}", checkpoints, StepFolderName(Training().steps)), place_.folder + "/model");
  const ResultTableHead head = {inputs_.data_name(), c_.task.type, c_.task.metric, inputs_.start_name()};
  WriteFileAtomically(place_.folder + "/results.json", SeedTable(head, place_.seed, scores).dump(2) + "\n");
  fs::remove_all(checkpoints);  // the model stays; nothing is left to resume
  observer.OnMessage(fmt::format("finished: the model is in {}/model", place_.folder));
}

}  // namespace linkbert
