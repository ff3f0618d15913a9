#include "launch/commands/finetuning_run.h"

#include <ATen/Parallel.h>
#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/atomic_file.h"
#include "base/error.h"
#include "core/scoring/result_table.h"
#include "launch/commands/finetuning_seed.h"
#include "launch/commands/training_ranks.h"
#include "launch/configuration/load_configuration.h"
#include "launch/environment/rank_facts.h"
#include "launch/environment/run_owner.h"
#include "launch/environment/signals.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;

void RequireSame(const FinetuneConfiguration& configuration, const FinetuningInputs& inputs,
                 Communicator& communicator) {
  RequireSameOnAllRanks(communicator, [&] {
    FinetuneConfiguration c = configuration;
    const std::string test = c.data.folder + "/test.json";
    return RankFacts{CommandLineFact({"--config", "--set", "--model", "--data"}),
                     ConfigurationFact(WalkOf(c)),
                     {"data", fmt::format("fingerprint of train and dev: {}\n", inputs.fingerprint())},
                     FilesFact("data to test", {test}),
                     ModelFact(inputs.model_folder().path)};
  });
}

class FinetuningRun {
 public:
  FinetuningRun(const FinetuneConfiguration& configuration, const FinetuningInputs& inputs, Communicator& communicator)
      : c_(configuration),
        inputs_(inputs),
        communicator_(communicator),
        topology_(DiscoverTopology(communicator)),
        threads_(ChooseThreads(c_.training.loop.threads, topology_.local_size)),
        folder_(c_.run.folder + "/" + c_.run.name) {
    at::set_num_threads(threads_);
  }

  TrainingEnd Run(bool dry_run) {
    if (IsFirst()) {
      owner_.emplace(folder_, OptionsToYaml(WalkOf(c_)), [this](const std::string& path) {
        if (HasProgress()) CheckSameRun(c_, path);  // what was refused before it trained may be started otherwise
      });
      for (const std::string& warning : inputs_.model_folder().warnings) fmt::print("passed over: {}\n", warning);
    }
    communicator_.Barrier();  // the folder is there and ours
    for (std::int64_t seed = c_.training.seed; seed < c_.training.seed + c_.training.seeds; ++seed) {
      if (IsFinished(seed)) continue;
      FinetuningSeed run(c_, inputs_, {SeedFolder(seed), seed, threads_, topology_, [this] { return StopAsked(); }},
                         communicator_);
      if (run.Run(dry_run) == TrainingEnd::kStopped) return TrainingEnd::kStopped;
      if (dry_run) return TrainingEnd::kFinished;
    }
    if (IsFirst()) Conclude();
    return TrainingEnd::kFinished;
  }

 private:
  bool IsFirst() const { return communicator_.Rank() == 0; }
  bool StopAsked() const { return StopSignalled() || (owner_ && owner_->StopAsked()); }
  std::string SeedFolder(std::int64_t seed) const {
    return c_.training.seeds == 1 ? folder_ : fmt::format("{}/seed-{}", folder_, seed);
  }

  // Whether any seed, of however many, has a checkpoint or results.
  bool HasProgress() const {
    const auto trained = [](const fs::path& folder) {
      const fs::path checkpoints = folder / kCheckpointsFolder;
      return fs::exists(folder / "results.json") || (fs::is_directory(checkpoints) && !fs::is_empty(checkpoints));
    };
    if (trained(folder_)) return true;
    return std::ranges::any_of(fs::directory_iterator(folder_), [&](const fs::directory_entry& entry) {
      return entry.is_directory() && trained(entry.path());
    });
  }

  // Rank 0 looks; every rank learns.
  bool IsFinished(std::int64_t seed) {
    std::uint8_t finished = IsFirst() && fs::exists(SeedFolder(seed) + "/results.json") ? 1 : 0;
    communicator_.Broadcast(&finished, 1, DataType::kUint8, 0).Wait();
    if (IsFirst() && finished == 1) fmt::print("seed {} is finished: {}\n", seed, SeedFolder(seed));
    return finished == 1;
  }

  void Conclude() {
    std::vector<nlohmann::ordered_json> tables;
    for (std::int64_t seed = c_.training.seed; seed < c_.training.seed + c_.training.seeds; ++seed)
      tables.push_back(ReadResultTable(SeedFolder(seed) + "/results.json"));
    const nlohmann::ordered_json table = MergeSeedTables(tables);
    WriteFileAtomically(folder_ + "/results.json", table.dump(2) + "\n");
    std::error_code ignored;
    fs::remove(fmt::format("{}/{}", folder_, kCheckpointsFolder), ignored);  // where it is empty
    const auto& row = table.at("rows").at(0);
    fmt::print("{} from {}, {} of {} seed(s): {}\n", table.at("task").get<std::string>(),
               row.at("start").get<std::string>(), table.at("split").get<std::string>(), row.at("seeds").size(),
               ResultText(row.at("metrics")));
  }

  FinetuneConfiguration c_;
  const FinetuningInputs& inputs_;
  Communicator& communicator_;
  Topology topology_;
  int threads_;
  std::string folder_;
  std::optional<RunOwner> owner_;
};

}  // namespace

TrainingEnd FinetuneOn(const FinetuneConfiguration& configuration, bool dry_run, Communicator& communicator) {
  const FinetuningInputs inputs(configuration);
  RequireSame(configuration, inputs, communicator);
  return FinetuningRun(configuration, inputs, communicator).Run(dry_run);
}

void RunFinetuning(const FinetuneRequest& request) {
  FinetuneConfiguration configuration;
  std::optional<FinetuningInputs> inputs;
  TrainOnAllRanks(
      [&] {
        configuration = LoadConfiguration<FinetuneConfiguration>(request.config, request.settings);
        inputs.emplace(configuration);  // a mistake every rank finds is told once
        return configuration.communication;
      },
      [&](Communicator& communicator) {
        RequireSame(configuration, *inputs, communicator);
        return FinetuningRun(configuration, *inputs, communicator).Run(request.dry_run);
      });
}

}  // namespace linkbert
