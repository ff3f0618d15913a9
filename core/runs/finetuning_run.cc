#include "core/runs/finetuning_run.h"

#include <ATen/Parallel.h>
#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/atomic_file.h"
#include "base/error.h"
#include "core/ranks/choose_threads.h"
#include "core/ranks/rank_facts.h"
#include "core/runs/finetuning_seed.h"
#include "core/runs/run_owner.h"
#include "core/scoring/result_table.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;

void RequireSame(const FinetuneConfiguration& configuration, const FinetuningInputs& inputs,
                 const RunContext& context) {
  RequireSameOnAllRanks(context.communicator, context.command_line, [&] {
    FinetuneConfiguration c = configuration;
    return RankFacts{ConfigurationFact(WalkOf(c)),
                     {"data", fmt::format("fingerprint of train and dev: {}\n", inputs.fingerprint())},
                     FilesFact("data to test", {c.data.folder + "/test.json"}),
                     ModelFact(inputs.model_folder().path)};
  });
}

class FinetuningRun {
 public:
  FinetuningRun(const FinetuneConfiguration& configuration, const FinetuningInputs& inputs, const RunContext& context)
      : c_(configuration),
        inputs_(inputs),
        context_(context),
        communicator_(context.communicator),
        topology_(DiscoverTopology(communicator_)),
        threads_(ChooseThreads(c_.training.loop.threads, topology_.local_size)),
        folder_(c_.run.folder + "/" + c_.run.name) {
    at::set_num_threads(threads_);
  }

  TrainingEnd Run() {
    if (IsFirst()) {
      owner_.emplace(folder_, OptionsToYaml(WalkOf(c_)), [this](const std::string& path) {
        if (HasProgress()) CheckSameRun(c_, path);  // what was refused before it trained may be started otherwise
      });
      for (const std::string& warning : inputs_.model_folder().warnings) context_.tell("passed over: " + warning);
    }
    communicator_.Barrier();  // the folder is there and ours
    for (std::int64_t seed = c_.training.seed; seed < c_.training.seed + c_.training.seeds; ++seed) {
      if (IsFinished(seed)) continue;
      FinetuningSeed run(
          c_, inputs_,
          {SeedFolderOf(c_, seed), seed, threads_, topology_, [this] { return StopAsked(); }, context_.tell},
          communicator_);
      if (run.Run(context_.dry_run) == TrainingEnd::kStopped) return TrainingEnd::kStopped;
      if (context_.dry_run) return TrainingEnd::kFinished;
    }
    if (IsFirst()) Conclude();
    return TrainingEnd::kFinished;
  }

 private:
  bool IsFirst() const { return communicator_.Rank() == 0; }
  bool StopAsked() const { return context_.stop_signalled() || (owner_ && owner_->StopAsked()); }

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
    std::uint8_t finished = IsFirst() && fs::exists(SeedFolderOf(c_, seed) + "/results.json") ? 1 : 0;
    communicator_.Broadcast(&finished, 1, DType::kUint8, 0).Wait();
    if (IsFirst() && finished == 1) context_.tell(fmt::format("seed {} is finished: {}", seed, SeedFolderOf(c_, seed)));
    return finished == 1;
  }

  void Conclude() {
    std::vector<nlohmann::ordered_json> tables;
    for (std::int64_t seed = c_.training.seed; seed < c_.training.seed + c_.training.seeds; ++seed)
      tables.push_back(ReadResultTable(SeedFolderOf(c_, seed) + "/results.json"));
    const nlohmann::ordered_json table = MergeSeedTables(tables);
    WriteFileAtomically(folder_ + "/results.json", table.dump(2) + "\n");
    std::error_code ignored;
    fs::remove(fmt::format("{}/{}", folder_, kCheckpointsFolder), ignored);  // where it is empty
    const auto& row = table.at("rows").at(0);
    context_.tell(fmt::format("{} from {}, {} of {} seed(s): {}", table.at("task").get<std::string>(),
                              row.at("start").get<std::string>(), table.at("split").get<std::string>(),
                              row.at("seeds").size(), ResultText(row.at("metrics"))));
  }

  FinetuneConfiguration c_;
  const FinetuningInputs& inputs_;
  const RunContext& context_;
  Communicator& communicator_;
  Topology topology_;
  int threads_;
  std::string folder_;
  std::optional<RunOwner> owner_;
};

}  // namespace

TrainingEnd FineTune(const FinetuneConfiguration& configuration, const FinetuningInputs& inputs,
                     const RunContext& context) {
  RequireSame(configuration, inputs, context);
  return FinetuningRun(configuration, inputs, context).Run();
}

std::string SeedFolderOf(const FinetuneConfiguration& c, std::int64_t seed) {
  const std::string folder = c.run.folder + "/" + c.run.name;
  return c.training.seeds == 1 ? folder : fmt::format("{}/seed-{}", folder, seed);
}

}  // namespace linkbert
