#include "core/weight_files/model_weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include "base/error.h"
#include "core/weight_files/vocabulary_growth.h"

namespace linkbert {
namespace {

constexpr std::array<std::string_view, 2> kEncoderParts = {"embeddings.", "encoder."};
constexpr std::array<std::string_view, 3> kCopies = {"bert.embeddings.position_ids", "cls.predictions.decoder.weight",
                                                     "cls.predictions.decoder.bias"};

void ReplaceEnd(std::string& name, std::string_view old_end, std::string_view new_end) {
  if (name.ends_with(old_end)) name.replace(name.size() - old_end.size(), old_end.size(), new_end);
}

// What wrappers put in front of a whole model's names, in any order: DataParallel and DDP, torch.compile,
// sentence-transformers, attributes of common names.
constexpr std::array<std::string_view, 8> kWrappers = {"module.", "_orig_mod.",   "0.",          "auto_model.",
                                                       "model.",  "transformer.", "bert_model.", "encoder."};
constexpr std::array<std::string_view, 6> kParts = {"bert.",   "embeddings.", "encoder.",
                                                    "pooler.", "cls.",        "classifier."};

// "encoder." is also the name of BERT's own part: only in front of another part, or of another wrapper, is it one.
bool IsWrapped(std::string_view name) {
  const auto begins = [&](std::string_view part) { return name.starts_with(part); };
  const auto wrapper = std::ranges::find_if(kWrappers, begins);
  if (wrapper == kWrappers.end()) return false;
  if (*wrapper != "encoder.") return true;
  const auto goes_on = [&](std::string_view part) { return name.substr(wrapper->size()).starts_with(part); };
  return std::ranges::any_of(kParts, goes_on) || std::ranges::any_of(kWrappers, goes_on);
}

}  // namespace

std::string ParameterName(std::string name) {
  while (IsWrapped(name)) name.erase(0, name.find('.') + 1);
  const auto begins = [&](std::string_view part) { return name.starts_with(part); };
  if (std::ranges::any_of(kEncoderParts, begins) || begins("pooler.")) name.insert(0, "bert.");
  ReplaceEnd(name, "LayerNorm.gamma", "LayerNorm.weight");
  ReplaceEnd(name, "LayerNorm.beta", "LayerNorm.bias");
  return name;
}

namespace {

bool IsCopy(const std::string& name) { return std::ranges::find(kCopies, name) != kCopies.end(); }

std::map<std::string, const StoredTensor*> TensorsByName(std::span<const StoredTensor> stored, const std::string& where,
                                                         const FlatLayout& layout) {
  std::set<std::string> wanted;
  for (const FlatLayout::Entry& entry : layout.entries()) wanted.insert(entry.spec.name);
  std::map<std::string, const StoredTensor*> tensors;
  for (const StoredTensor& tensor : stored) {
    const std::string name = wanted.contains(tensor.name) ? tensor.name : ParameterName(tensor.name);
    const auto [at, fresh] = tensors.emplace(name, &tensor);
    if (fresh) continue;
    throw Fail(ErrorCode::kInput, "{}: tensors \"{}\" and \"{}\" are both {}, wanted one.", where, at->second->name,
               tensor.name, at->first);
  }
  return tensors;
}

void RequireShape(const std::string& where, const StoredTensor& tensor, const ParameterSpec& spec) {
  if (tensor.shape == spec.shape) return;
  throw Fail(ErrorCode::kInput, "{}: tensor \"{}\" has shape [{}], the configuration wants [{}].", where, tensor.name,
             fmt::join(tensor.shape, ", "), fmt::join(spec.shape, ", "));
}

// Throws for a parameter that is missing and may not begin anew.
void RequireAllBut(std::span<const std::string> fresh, const ParameterMatch& match, const std::string& where) {
  for (const std::string& name : match.missing) {
    const auto starts = [&](const std::string& prefix) { return name.starts_with(prefix); };
    if (std::ranges::any_of(fresh, starts)) continue;
    throw Fail(ErrorCode::kInput, "{}: has no parameter {} ({} missing, {} unexpected). Is it a BERT of this size?",
               where, name, match.missing.size(), match.unexpected.size());
  }
}

// Row i of the parameter becomes the tensor's row rows[i] where that is not -1.
void CopyRows(const StoredTensor& tensor, const std::string& where, const FlatLayout::Entry& entry,
              const std::vector<std::int64_t>& rows, std::span<float> flat) {
  const std::vector<std::int64_t>& shape = entry.spec.shape;
  LB_CHECK(shape.at(0) == static_cast<std::int64_t>(rows.size()), "{} rows of {}", rows.size(), tensor.name);
  const std::int64_t width = entry.range.size() / shape[0];
  const std::int64_t last = *std::ranges::max_element(rows);
  if (tensor.shape.size() != shape.size() || tensor.shape[0] <= last ||
      !std::equal(shape.begin() + 1, shape.end(), tensor.shape.begin() + 1)) {
    throw Fail(ErrorCode::kInput, "{}: tensor \"{}\" has shape [{}], wanted {} rows of {}.", where, tensor.name,
               fmt::join(tensor.shape, ", "), last + 1, width);
  }
  std::vector<float> values(static_cast<std::size_t>(tensor.elements()));
  ReadFloats(tensor, where, values);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i] < 0) continue;
    std::copy_n(values.begin() + rows[i] * width, width,
                flat.begin() + entry.range.begin + static_cast<std::int64_t>(i) * width);
  }
}

// Of one row a token: {name, elements of a row}. The decoder is tied to the first.
constexpr const char* kEmbedding = "bert.embeddings.word_embeddings.weight";
constexpr const char* kTokenBias = "cls.predictions.bias";

// True where the tensor is smaller by some tokens; it then is in `to`, and so are the rows it lacks.
bool ReadAndGrow(const StoredTensor& tensor, const std::string& where, const ParameterSpec& spec, std::span<float> to,
                 const VocabularyGrowth& growth) {
  if (spec.name != kEmbedding && spec.name != kTokenBias) return false;
  std::vector<std::int64_t> smaller = spec.shape;
  smaller[0] = growth.old_rows;
  if (tensor.shape != smaller || smaller[0] >= spec.shape[0]) return false;
  const std::int64_t width = spec.shape.size() > 1 ? spec.shape[1] : 1;
  ReadFloats(tensor, where, to.first(static_cast<std::size_t>(smaller[0] * width)));
  if (spec.name == kEmbedding) {
    GrowEmbedding(to, width, smaller[0], growth.seed);
  } else {
    std::ranges::fill(to.subspan(static_cast<std::size_t>(smaller[0])), 0.0F);
  }
  return true;
}

std::string Listed(const std::vector<std::string>& names) {
  return names.empty() ? "nothing" : fmt::format("{}", fmt::join(names, " "));
}

}  // namespace

std::string MatchText(const ParameterMatch& match) {
  return fmt::format("anew: {}; left out: {}", Listed(match.missing), Listed(match.unexpected));
}

ParameterMatch ReadParameters(std::span<const StoredTensor> stored, const std::string& where, const FlatLayout& layout,
                              std::span<float> flat, std::optional<VocabularyGrowth> growth) {
  LB_CHECK(flat.size() == static_cast<std::size_t>(layout.size()));
  std::map<std::string, const StoredTensor*> tensors = TensorsByName(stored, where, layout);
  ParameterMatch match;
  for (const FlatLayout::Entry& entry : layout.entries()) {
    const auto found = tensors.extract(entry.spec.name);
    if (found.empty()) {
      match.missing.push_back(entry.spec.name);
      continue;
    }
    const StoredTensor& tensor = *found.mapped();
    const std::span<float> to =
        flat.subspan(static_cast<std::size_t>(entry.range.begin), static_cast<std::size_t>(entry.range.size()));
    if (growth && ReadAndGrow(tensor, where, entry.spec, to, *growth)) continue;
    RequireShape(where, tensor, entry.spec);
    ReadFloats(tensor, where, to);
  }
  for (const auto& [name, tensor] : tensors) {
    if (!IsCopy(name)) match.unexpected.push_back(tensor->name);
  }
  return match;
}

ParameterMatch LoadModelWeights(const std::string& folder, const FlatLayout& layout, std::span<float> flat,
                                std::span<const std::string> fresh, std::optional<VocabularyGrowth> growth) {
  const ModelTensors file(folder);
  ParameterMatch match = ReadParameters(file.tensors(), file.path(), layout, flat, growth);
  RequireAllBut(fresh, match, file.path());
  return match;
}

ParameterMatch LoadStartWeights(const ModelTensors& file, const FlatLayout& layout, std::span<float> flat,
                                std::span<const std::string> fresh, const StartWeights& start) {
  std::vector<StoredTensor> others, heads;
  for (const StoredTensor& tensor : file.tensors())
    (ParameterName(tensor.name).starts_with(start.head.prefix) ? heads : others).push_back(tensor);
  ParameterMatch match = ReadParameters(others, file.path(), layout, flat, start.growth);
  RequireAllBut(fresh, match, file.path());
  const bool taken = std::ranges::any_of(start.head.rows, [](std::int64_t row) { return row >= 0; });
  for (const StoredTensor& tensor : heads) {
    const auto wanted = std::ranges::find(match.missing, ParameterName(tensor.name));
    if (!taken || wanted == match.missing.end()) {
      match.unexpected.push_back(tensor.name);
      continue;
    }
    CopyRows(tensor, file.path(), layout.Find(*wanted), start.head.rows, flat);
    match.missing.erase(wanted);
  }
  return match;
}

}  // namespace linkbert
