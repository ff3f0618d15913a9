// A small training run to save and load: a layout of odd sizes, parameters and moments that are functions of the flat
// place and the step, and saves by any number of simulated ranks.
#pragma once
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "core/checkpoint/checkpoint_folders.h"
#include "core/checkpoint/checkpoint_reader.h"
#include "core/checkpoint/checkpoint_writer.h"
#include "core/weight_files/safetensors.h"
#include "tests/support/temporary_folder.h"

namespace linkbert::test {

// Odd sizes, so that padding, several parameters in a bucket and parameters cut by rank ends all occur.
inline FlatLayout SmallLayout(std::int64_t bucket_elements = 300) {
  return FlatLayout({{"embeddings.weight", {37, 5}, true},
                     {"layer.0.weight", {64, 2}, true},
                     {"layer.0.bias", {1}, false},
                     {"layer.1.weight", {11, 3}, true},
                     {"layer.1.bias", {3}, false},
                     {"head.weight", {7, 9}, true}},
                    bucket_elements);
}

class CheckpointBuilder {
 public:
  explicit CheckpointBuilder(int ranks = 1, FlatLayout layout = SmallLayout(),
                             ModelFiles files = {R"({"model_type": "bert"})",
                                                 TokenizerFiles(Vocabulary({"[PAD]", "[UNK]", "[CLS]", "[SEP]",
                                                                            "[MASK]"}),
                                                                BertNormalizer(true), 512)})
      : ranks_(ranks), layout_(std::move(layout)), files_(std::move(files)) {
    for (int rank = 0; rank < ranks_; ++rank) {
      writers_.push_back(
          std::make_unique<CheckpointWriter>(CheckpointWriter::Place{run(), rank, ranks_}, layout_, "mv", files_));
    }
  }

  const std::string& run() const { return folder_.path(); }
  const FlatLayout& layout() const { return layout_; }
  CheckpointWriter& writer(int rank = 0) { return *writers_.at(static_cast<std::size_t>(rank)); }
  std::string StepPath(std::int64_t step) const { return run() + "/checkpoints/" + StepFolderName(step); }

  // kind: 'p', 'm' or 'v'. Padding is not a number, so that none may leak.
  std::vector<float> Values(char kind, std::int64_t step) const {
    std::vector<float> values(static_cast<std::size_t>(layout_.size()), std::numeric_limits<float>::quiet_NaN());
    for (const FlatLayout::Entry& entry : layout_.entries()) {
      for (std::int64_t i = entry.range.begin; i < entry.range.end; ++i) {
        values[static_cast<std::size_t>(i)] = static_cast<float>(kind * 1'000'000 + step * 10'000 + i) / 7;
      }
    }
    return values;
  }

  TrainingState State(std::int64_t step) const {
    TrainingState state;
    state.step = step;
    state.samples = step * 256;
    state.tokens = step * 100'000;
    state.seed = 0xFFFF'FFFF'FFFF'FFFEu;
    state.ranks = ranks_;
    state.layout_hash = layout_.hash();
    state.config_hash = "c0ffee";
    state.corpus_fingerprint = "f00d";
    state.metrics = {{"loss", 2.5}, {"best", {{"step", 3}}}};
    return state;
  }

  std::vector<SlicePart> Slice(int rank, std::int64_t step) {
    parameters_ = Values('p', step);
    m_ = Values('m', step), v_ = Values('v', step);
    std::vector<SlicePart> slice;
    for (const FlatRange range : layout_.Slice(rank, ranks_).ranges) {
      slice.push_back({range, parameters_.data() + range.begin, {m_.data() + range.begin, v_.data() + range.begin}});
    }
    return slice;
  }

  void WriteSlices(std::int64_t step) {
    for (int rank = ranks_ - 1; rank >= 0; --rank) writer(rank).WriteSlice(step, Slice(rank, step));
  }

  void Save(std::int64_t step, std::int64_t keep_last = 100) {
    if (!writer().Prepare(State(step))) return;
    WriteSlices(step);
    writer().Commit(step, keep_last);
  }

 private:
  TemporaryFolder folder_;
  int ranks_;
  FlatLayout layout_;
  ModelFiles files_;
  std::vector<std::unique_ptr<CheckpointWriter>> writers_;
  std::vector<float> parameters_, m_, v_;
};

// What the newest checkpoint is, by its folder's name; "" where there is none.
inline std::string Newest(const CheckpointBuilder& run) {
  const FoundCheckpoint found = FindNewestCheckpoint(run.run());
  return found.folder ? std::filesystem::path(*found.folder).filename().string() : "";
}

// The steps that have a folder, newest first.
inline std::vector<std::int64_t> Steps(const CheckpointBuilder& run) {
  std::vector<std::int64_t> steps;
  for (const StepFolder& folder : ListStepFolders(run.run() + "/checkpoints")) steps.push_back(folder.step);
  return steps;
}

}  // namespace linkbert::test
