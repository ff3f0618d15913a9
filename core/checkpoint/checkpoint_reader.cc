#include "core/checkpoint/checkpoint_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/atomic_file.h"
#include "base/error.h"
#include "core/checkpoint/checkpoint_folders.h"
#include "core/weight_files/model_tensors.h"
#include "core/weight_files/model_weights.h"
#include "core/weight_files/safetensors.h"

namespace linkbert {
namespace {

FlatRange Intersection(FlatRange a, FlatRange b) { return {std::max(a.begin, b.begin), std::min(a.end, b.end)}; }

std::string Join(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 5;
  const std::size_t shown = std::min(kShown, names.size());
  const std::string text =
      fmt::format("{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  return names.size() > shown ? fmt::format("{} and {} more", text, names.size() - shown) : text;
}

// The values in place; our writer makes them fp32 and aligned.
const float* Values(const SafetensorsFile& file, const std::string& name, FlatRange range) {
  const StoredTensor* tensor = file.Find(name);
  const bool good = tensor != nullptr && tensor->dtype == "F32" && tensor->elements() == range.size() &&
                    reinterpret_cast<std::uintptr_t>(tensor->data.data()) % alignof(float) == 0;
  if (good) return reinterpret_cast<const float*>(tensor->data.data());
  throw Fail(ErrorCode::kInput, "{}: no tensor \"{}\" of {} aligned F32 values.", file.path(), name, range.size());
}

// Delivers what one optimizer file has of `wanted`; adds the elements delivered of each state to `delivered`.
void DeliverFile(const SafetensorsFile& file, const std::vector<FlatRange>& wanted, const std::string& states,
                 const CheckpointReader::StateSink& sink, std::vector<std::int64_t>& delivered) {
  for (const StoredTensor& tensor : file.tensors()) {
    const std::optional<StateTensor> saved = ParseStateTensorName(tensor.name);
    const std::size_t state = saved ? states.find(saved->state) : std::string::npos;
    if (state == std::string::npos) continue;
    const float* values = Values(file, tensor.name, saved->range);
    for (const FlatRange range : wanted) {
      const FlatRange common = Intersection(range, saved->range);
      if (common.size() <= 0) continue;
      sink(state, common, values + (common.begin - saved->range.begin));
      delivered[state] += common.size();
    }
  }
}

}  // namespace

CheckpointReader::CheckpointReader(const std::string& step_folder) : folder_(step_folder) {
  const CheckpointManifest manifest = ReadCheckpointManifest(folder_);
  const std::string path = folder_ + "/" + kStateFile;
  state_ = ParseState(ReadFile(path), path);
  if (state_.step != manifest.step || state_.ranks < 1) {
    throw Fail(ErrorCode::kInput, "{}: step {} of {} ranks, the manifest is of step {}.", path, state_.step,
               state_.ranks, manifest.step);
  }
}

void CheckpointReader::CheckLayout(const FlatLayout& layout) const {
  if (layout.hash() == state_.layout_hash) return;
  throw Fail(ErrorCode::kInput,
             "{}: saved with the parameter layout {}, this configuration's is {}: the model's sizes or "
             "the bucket size differ. Use the configuration of the run, or another run.name.",
             folder_, state_.layout_hash, layout.hash());
}

void CheckpointReader::ReadParameters(const FlatLayout& layout, std::span<float> flat) const {
  CheckLayout(layout);
  std::fill(flat.begin(), flat.end(), 0.0f);
  const SafetensorsFile file(folder_ + "/" + kModelFile);
  const ParameterMatch match = linkbert::ReadParameters(file.tensors(), file.path(), layout, flat);
  if (!match.missing.empty() || !match.unexpected.empty()) {
    throw Fail(ErrorCode::kInput, "{}: parameters missing: {}; parameters unexpected: {}.", file.path(),
               match.missing.empty() ? "none" : Join(match.missing),
               match.unexpected.empty() ? "none" : Join(match.unexpected));
  }
}

void CheckpointReader::ReadStates(const FlatLayout& layout, const std::vector<FlatRange>& wanted,
                                  const std::string& states, const StateSink& sink) const {
  CheckLayout(layout);
  std::vector<std::int64_t> delivered(states.size(), 0);
  for (int rank = 0; rank < state_.ranks; ++rank) {
    const SafetensorsFile file(folder_ + "/" + OptimizerFileName(rank, state_.ranks));
    DeliverFile(file, wanted, states, sink, delivered);
  }
  std::int64_t elements = 0;
  for (const FlatRange range : wanted) elements += range.size();
  for (std::size_t s = 0; s < states.size(); ++s) {
    if (delivered[s] == elements) continue;
    throw Fail(ErrorCode::kInput,
               "{}: its optimizer files have the state \"{}\" of {} of the {} elements that are wanted.", folder_,
               states[s], delivered[s], elements);
  }
}

}  // namespace linkbert
