#include "core/training/run_checkpoints.h"

#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "core/checkpoint/checkpoint_folders.h"
#include "core/checkpoint/checkpoint_reader.h"

namespace linkbert {

RunCheckpoints::RunCheckpoints(const std::string& run_folder, ModelFiles files, const RunIdentity& identity,
                               std::int64_t keep_last, Communicator& communicator, ShardedOptimizer& optimizer,
                               FlatParameters& parameters)
    : run_folder_(run_folder),
      identity_(identity),
      keep_last_(keep_last),
      communicator_(communicator),
      optimizer_(optimizer),
      parameters_(parameters),
      writer_({.run_folder = run_folder, .rank = communicator.Rank(), .ranks = communicator.Size()},
              parameters.layout(), std::string(optimizer.rule().states), std::move(files)),
      background_(writer_) {}

// Beginning anew over damaged checkpoints would write over what may yet be saved from them. A save that a kill
// interrupted holds nothing: where there is no other, training begins anew.
void RunCheckpoints::RequireOneWhole(const FoundCheckpoint& found) const {
  std::vector<std::string> damaged;
  for (const FoundCheckpoint::Rejected& rejected : found.rejected) {
    if (rejected.finished) damaged.push_back(rejected.reason);
  }
  if (found.folder || damaged.empty()) return;
  throw Fail(ErrorCode::kInput,
             "{}: not one of its {} checkpoint(s) is whole: {} Restore one; or remove them or give another run.name, "
             "and the training begins anew.",
             run_folder_, damaged.size(), fmt::join(damaged, " "));
}

Restored RunCheckpoints::Restore() {
  Restored restored;
  if (communicator_.Rank() == 0) {  // verifying reads every byte: once, not once a rank
    const FoundCheckpoint found = FindNewestCheckpoint(run_folder_);
    restored.folder = found.folder.value_or("");
    for (const auto& rejected : found.rejected) restored.rejected.push_back(rejected.reason);
    RequireOneWhole(found);
  }
  restored.folder = BroadcastText(communicator_, restored.folder);
  if (restored.folder.empty()) return restored;
  const CheckpointReader reader(restored.folder);
  CheckIdentity(reader.state(), restored.folder);
  optimizer_.Write([&](std::span<float> flat) { reader.ReadParameters(layout(), flat); });
  reader.ReadStates(
      layout(), optimizer_.slice().ranges, std::string(optimizer_.rule().states),
      [this](std::size_t state, FlatRange range, const float* values) { optimizer_.LoadState(state, range, values); });
  restored.progress = {.steps = reader.state().step, .tokens = reader.state().tokens};
  return restored;
}

void RunCheckpoints::CheckIdentity(const TrainingState& state, const std::string& folder) const {
  if (state.corpus_fingerprint != identity_.corpus_fingerprint) {
    throw Fail(
        ErrorCode::kInput,
        "{}: the run was trained on a corpus with fingerprint {}, this one has {}. Give the same corpus, or start "
        "another run with --set run.name=NAME.",
        folder, state.corpus_fingerprint, identity_.corpus_fingerprint);
  }
}

void RunCheckpoints::Begin(const Progress& progress, const nlohmann::ordered_json& metrics) {
  std::uint8_t needed = 0;
  if (communicator_.Rank() == 0) {
    needed = writer_.Prepare({.step = progress.steps,
                              .samples = progress.steps * identity_.global_batch,
                              .tokens = progress.tokens,
                              .seed = identity_.seed,
                              .ranks = communicator_.Size(),
                              .layout_hash = layout().hash(),
                              .config_hash = identity_.config_hash,
                              .corpus_fingerprint = identity_.corpus_fingerprint,
                              .metrics = metrics})
                 ? 1
                 : 0;
  }
  communicator_.Broadcast(&needed, 1, DType::kUint8, 0).Wait();
  if (needed == 0) return;
  step_in_flight_ = progress.steps;
  background_.Start(progress.steps, Slice(), [this](const float* from, std::int64_t count, float* to) {
    parameters_.device().Download(from, count * 4, to);
  });
}

std::vector<SlicePart> RunCheckpoints::Slice() const {
  const std::vector<FlatRange>& ranges = optimizer_.slice().ranges;
  std::vector<SlicePart> slice;
  for (std::size_t bucket = 0; bucket < ranges.size(); ++bucket) {
    SlicePart& part = slice.emplace_back(SlicePart{ranges[bucket], optimizer_.MastersOf(bucket), {}});
    for (std::size_t state = 0; state < optimizer_.rule().StateCount(); ++state) {
      part.states.push_back(optimizer_.StateOf(state, bucket));
    }
  }
  return slice;
}

std::vector<std::string> RunCheckpoints::Commit() {
  background_.Finish();
  if (communicator_.Rank() != 0) return {};
  std::vector<std::string> warnings = writer_.Commit(step_in_flight_, keep_last_, keep_steps_);
  std::erase_if(warnings, [this](const std::string& warning) { return !reported_.insert(warning).second; });
  return warnings;
}

}  // namespace linkbert
