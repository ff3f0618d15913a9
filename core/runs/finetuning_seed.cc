#include "core/runs/finetuning_seed.h"

#include <fmt/core.h>

#include <cmath>
#include <filesystem>

#include "base/atomic_file.h"
#include "base/parse_json.h"
#include "base/remove_tree.h"
#include "core/device/cpu/cpu_device.h"
#include "core/finetuning/start_head.h"
#include "core/model/parameters.h"
#include "core/model_folders/model_tokenizer.h"
#include "core/runs/run_start.h"
#include "core/scoring/result_table.h"
#include "core/weight_files/model_weights.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;

}  // namespace

FinetuningSeed::FinetuningSeed(const FinetuneConfiguration& configuration, const FinetuningInputs& inputs,
                               const Place& place, Communicator& communicator)
    : c_(configuration),
      inputs_(inputs),
      place_(place),
      communicator_(communicator),
      trained_(HostDevice(), BertParameterSpecs(inputs.model_config(), inputs.type().Heads(inputs.task())),
               c_.optimizer, communicator),
      model_(inputs.type().MakeModel(inputs.model_config(), inputs.task(), trained_.parameters())),
      selection_(c_.selection, inputs.task().metric) {}

BatchPlanOptions FinetuningSeed::Plan() const {
  return {.ranks = communicator_.Size(),
          .micro_batch_tokens = c_.training.loop.micro_batch_tokens,
          .attention_cost = 1.0 / (6.0 * static_cast<double>(inputs_.model_config().hidden_size))};
}

EpochOrder FinetuningSeed::Order() const {
  return {static_cast<std::int64_t>(inputs_.train().Units()), c_.training.loop.global_batch,
          static_cast<std::uint64_t>(place_.seed), inputs_.accumulation()};
}

TrainingOptions FinetuningSeed::Training() const {
  TrainingOptions options = c_.training.loop;
  options.steps = Order().Steps(c_.training.epochs);
  return options;
}

std::string FinetuningSeed::StepFolder(std::int64_t step) const {
  return fmt::format("{}/{}/{}", place_.folder, kCheckpointsFolder, StepFolderName(step));
}

TrainingEnd FinetuningSeed::Run(bool dry_run) {
  if (IsFirst()) CreateFolders(place_.folder);
  communicator_.Barrier();
  RunCheckpoints checkpoints =
      trained_.Checkpoints(place_.folder, inputs_.files(),
                           IdentityOf(WalkOf(c_), place_.seed, c_.training.loop.global_batch, inputs_.fingerprint()),
                           c_.training.loop.keep_checkpoints);
  const Restored restored = checkpoints.Restore();
  if (!restored.folder.empty()) {
    const ModelTokenizer& tokenizer = inputs_.tokenizer();
    RequireTokenizer(restored.folder, {tokenizer.vocabulary(), tokenizer.normalizer(), c_.model.from,
                                       "Put that model's tokenizer back to resume the run, or start another."});
  }
  std::optional<RunLog> log;
  if (IsFirst()) log.emplace(place_.folder, restored.progress.steps, place_.tell);
  TrainingObserver silent;
  TrainingObserver& observer = log ? static_cast<TrainingObserver&>(*log) : silent;
  if (restored.folder.empty()) InitializeModel(observer);
  Announce(restored, observer);
  if (dry_run) return TrainingEnd::kFinished;
  return Train(checkpoints, restored, observer);
}

void FinetuningSeed::InitializeModel(TrainingObserver& observer) {
  trained_.Write([&](std::span<float> flat) {
    InitializeParameters(trained_.layout(), inputs_.model_config(), static_cast<std::uint64_t>(place_.seed), flat);
    if (!c_.model.random_weights) LoadStart(flat, observer);
  });
  if (c_.model.random_weights) head_ = {{"why", "head: anew; the weights are random"}};
}

void FinetuningSeed::LoadStart(std::span<float> flat, TrainingObserver& observer) {
  const std::string& folder = inputs_.model_folder().path;
  const ModelTensors file(folder);
  const TaskConfig& task = inputs_.task();
  const StartHead head = MatchHead(ReadModelTask(folder), StoredHeadRows(file.tensors(), task), task);
  const ParameterMatch match =
      LoadStartWeights(file, trained_.layout(), flat, FreshParameters(), {head.rows, inputs_.growth(place_.seed)});
  observer.OnMessage(fmt::format("begins with the weights of {}; {}", folder, MatchText(match)));
  observer.OnMessage(head.text);
  head_ = ToJson(head, task);
}

void FinetuningSeed::Announce(const Restored& restored, TrainingObserver& observer) {
  if (!IsFirst()) return;
  const TaskData& train = inputs_.train();
  const TaskConfig& task = inputs_.task();
  RecordStart(place_.folder, WalkOf(c_), restored,
              {.command = "finetune",
               .topology = place_.topology,
               .backend_requested = c_.communication.backend,
               .backend_used = communicator_.Name(),
               .threads_requested = c_.training.loop.threads,
               .threads_used = place_.threads,
               .facts = {{"seed", place_.seed},
                         {"data_fingerprint", inputs_.fingerprint()},
                         {"train_examples", train.Examples()},
                         {"train_units", train.Units()},
                         {"labels", task.labels.names()},
                         {"head", head_},
                         {"metric", task.metric},
                         {"mode", task.mode},
                         {"max_length", task.max_length},
                         {"parameters", trained_.layout().parameters()}}});
  const std::string labels = task.labels.size() > 0 ? fmt::format("{} labels", task.labels.size()) : task.task;
  observer.OnMessage(
      fmt::format("run {}, seed {}: {} from {}; {} examples, {}, {} steps; {} rank(s) over {}, {} thread(s) a rank",
                  place_.folder, place_.seed, inputs_.data_name(), inputs_.start_name(), train.Examples(), labels,
                  Training().steps, communicator_.Size(), communicator_.Name(), place_.threads));
  for (const std::string& remark : inputs_.Remarks()) observer.OnMessage("note: " + remark);
  for (const std::string& line : restored.rejected)
    observer.OnMessage("warning: passed over a damaged checkpoint: " + line);
  if (!restored.folder.empty()) observer.OnMessage(fmt::format("resumed from {}", restored.folder));
}

TrainingEnd FinetuningSeed::Train(RunCheckpoints& checkpoints, const Restored& restored, TrainingObserver& observer) {
  FinetuningTask task(inputs_.train(),
                      {.global_batch = c_.training.loop.global_batch,
                       .rank = communicator_.Rank(),
                       .plan = Plan(),
                       .accumulation = inputs_.accumulation(),
                       .seed = static_cast<std::uint64_t>(place_.seed)},
                      *model_);
  TrainerParts parts = trained_.Parts(task, checkpoints, observer);
  parts.overlap = c_.communication.overlap;
  parts.stop_requested = place_.stop_requested;
  parts.run_folder = place_.folder;
  parts.evaluate = [this] { return EvaluateDev(); };
  parts.evaluate_every = selection_.EvaluateEvery(Order().steps_per_epoch());
  parts.evaluate_first = false;
  parts.judge = [&](std::int64_t step) { return Judge(step, checkpoints); };
  std::int64_t steps = restored.progress.steps;
  if (parts.evaluate_every > 0) RecallScores(steps);
  if (!selection_.IsOver()) {
    Trainer trainer(Training(), c_.schedule, std::move(parts));
    if (trainer.Run(restored.progress) == TrainingEnd::kStopped) return TrainingEnd::kStopped;
    steps = trainer.progress().steps;
  }
  Finish(steps, observer);
  return TrainingEnd::kFinished;
}

void FinetuningSeed::RecallScores(std::int64_t steps) {
  std::string text;
  if (IsFirst()) {
    nlohmann::json scores = nlohmann::json::object();  // ascending: step folders' names have leading zeros
    for (std::int64_t step = 1; step <= steps; ++step) {
      const std::string path = fmt::format("{}/evaluations/step-{:08}.json", place_.folder, step);
      if (!fs::exists(path)) continue;
      const auto metrics = TryParseJson<nlohmann::json>(ReadFile(path));
      const bool known = metrics.is_object() && metrics.contains(inputs_.task().metric);
      scores[fmt::format("{:08}", step)] = known ? metrics[inputs_.task().metric] : nlohmann::json(nullptr);
    }
    text = scores.dump();
  }
  const nlohmann::json found = nlohmann::json::parse(BroadcastText(communicator_, text));
  for (const auto& [step, score] : found.items()) {
    selection_.Judge(std::stoll(step), score.is_number() ? std::optional(score.get<double>()) : std::nullopt);
  }
}

nlohmann::ordered_json FinetuningSeed::EvaluateDev() {
  const std::vector<float> outputs = ComputeOutputs(*model_, *inputs_.dev(), Plan(), communicator_);
  nlohmann::ordered_json scores;
  double score = std::nan("");
  if (IsFirst()) {
    scores = Scores(inputs_.dev()->Metrics(outputs));
    const auto& named = scores.at(inputs_.task().metric);
    if (named.is_number()) score = named.get<double>();
  }
  communicator_.Broadcast(&score, 1, DType::kFloat64, 0).Wait();
  dev_score_ = std::isnan(score) ? std::nullopt : std::optional(score);
  return scores;
}

EvaluationVerdict FinetuningSeed::Judge(std::int64_t step, RunCheckpoints& checkpoints) {
  std::vector<std::int64_t> keep;
  if (selection_.Chosen()) keep.push_back(*selection_.Chosen());
  const bool better = selection_.Judge(step, dev_score_);
  if (selection_.Chosen()) keep.push_back(*selection_.Chosen());
  checkpoints.Keep(keep);  // the one before as well: the new one is not yet durable
  return {.save = better && selection_.chooses(), .finish = selection_.IsOver()};
}

nlohmann::ordered_json FinetuningSeed::Score(const char* part, const TaskData& data, TrainingObserver& observer) {
  const std::vector<float> outputs = ComputeOutputs(*model_, data, Plan(), communicator_);
  if (!IsFirst()) return {};
  const Figures figures = data.Metrics(outputs);
  observer.OnMessage(fmt::format("{}: {} on {} examples", part, FiguresText(figures), data.Examples()));
  for (const PredictionFile& file : data.Predictions(part, outputs)) {
    WriteFileAtomically(fmt::format("{}/predictions/{}", place_.folder, file.name), file.content);
  }
  return Scores(figures);
}

void FinetuningSeed::Finish(std::int64_t steps, TrainingObserver& observer) {
  const std::int64_t chosen = selection_.Chosen().value_or(steps);
  if (chosen != steps) {
    observer.OnMessage(fmt::format("takes the model of step {}, the best on dev", chosen));
    trained_.Write([&](std::span<float> flat) { LoadModelWeights(StepFolder(chosen), trained_.layout(), flat, {}); });
  }
  if (IsFirst()) CreateFolders(place_.folder + "/predictions");
  nlohmann::ordered_json scores;
  if (inputs_.dev() != nullptr) scores["dev"] = Score("dev", *inputs_.dev(), observer);
  if (inputs_.has_test()) scores["test"] = Score("test", *inputs_.Test(), observer);
  communicator_.Barrier();  // every rank has read what rank 0 is about to remove
  if (!IsFirst()) return;
  const ExportedModel exported = ExportModel(StepFolder(chosen), place_.folder + "/model");
  const ResultTableHead head = {.task = inputs_.data_name(),
                                .type = c_.task.type,
                                .metric = inputs_.task().metric,
                                .mode = inputs_.task().mode,
                                .start = inputs_.start_name()};
  WriteFileAtomically(place_.folder + "/results.json", SeedTable(head, place_.seed, scores).dump(2) + "\n");
  // The model stays; nothing is left to resume.
  for (const std::string& stays :
       {exported.stays, RemoveTree(fmt::format("{}/{}", place_.folder, kCheckpointsFolder))}) {
    if (!stays.empty()) observer.OnMessage("warning: " + stays);
  }
  observer.OnMessage(fmt::format("finished: the model is in {}/model", place_.folder));
}

}  // namespace linkbert
