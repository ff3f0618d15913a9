#include "core/checkpoint/model_weights.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include "base/error.h"
#include "core/checkpoint/checkpoint_format.h"

namespace linkbert {
namespace {

constexpr std::array<std::string_view, 2> kEncoderParts = {"embeddings.", "encoder."};
constexpr std::array<std::string_view, 3> kCopies = {"bert.embeddings.position_ids", "cls.predictions.decoder.weight",
                                                     "cls.predictions.decoder.bias"};

void ReplaceEnd(std::string& name, std::string_view old_end, std::string_view new_end) {
  if (name.ends_with(old_end)) name.replace(name.size() - old_end.size(), old_end.size(), new_end);
}

// The name that transformers' BertForPreTraining gives the tensor today.
std::string TodaysName(std::string name) {
  const auto begins = [&](std::string_view part) { return name.starts_with(part); };
  if (std::ranges::any_of(kEncoderParts, begins) || begins("pooler.")) name.insert(0, "bert.");
  ReplaceEnd(name, "LayerNorm.gamma", "LayerNorm.weight");
  ReplaceEnd(name, "LayerNorm.beta", "LayerNorm.bias");
  return name;
}

bool IsCopy(const std::string& name) { return std::ranges::find(kCopies, name) != kCopies.end(); }

std::map<std::string, const StoredTensor*> TensorsByName(std::span<const StoredTensor> stored, const std::string& where,
                                                         const FlatLayout& layout) {
  std::set<std::string> wanted;
  for (const FlatLayout::Entry& entry : layout.entries()) wanted.insert(entry.spec.name);
  std::map<std::string, const StoredTensor*> tensors;
  for (const StoredTensor& tensor : stored) {
    const std::string name = wanted.contains(tensor.name) ? tensor.name : TodaysName(tensor.name);
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

std::string Listed(const std::vector<std::string>& names) {
  return names.empty() ? "nothing" : fmt::format("{}", fmt::join(names, " "));
}

}  // namespace

std::string MatchText(const ParameterMatch& match) {
  return fmt::format("anew: {}; left out: {}", Listed(match.missing), Listed(match.unexpected));
}

ParameterMatch ReadParameters(std::span<const StoredTensor> stored, const std::string& where, const FlatLayout& layout,
                              std::span<float> flat) {
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
    RequireShape(where, tensor, entry.spec);
    ReadFloats(tensor, where,
               flat.subspan(static_cast<std::size_t>(entry.range.begin), static_cast<std::size_t>(entry.range.size())));
  }
  for (const auto& [name, tensor] : tensors) {
    if (!IsCopy(name)) match.unexpected.push_back(tensor->name);
  }
  return match;
}

ParameterMatch LoadModelWeights(const std::string& folder, const FlatLayout& layout, std::span<float> flat,
                                std::span<const std::string> fresh) {
  const ModelTensors file(folder);
  ParameterMatch match = ReadParameters(file.tensors(), file.path(), layout, flat);
  RequireAllBut(fresh, match, file.path());
  return match;
}

ParameterMatch LoadStartWeights(const ModelTensors& file, const FlatLayout& layout, std::span<float> flat,
                                std::span<const std::string> fresh, const HeadRows& head) {
  std::vector<StoredTensor> others, heads;
  for (const StoredTensor& tensor : file.tensors())
    (tensor.name.starts_with(head.prefix) ? heads : others).push_back(tensor);
  ParameterMatch match = ReadParameters(others, file.path(), layout, flat);
  RequireAllBut(fresh, match, file.path());
  const bool taken = std::ranges::any_of(head.rows, [](std::int64_t row) { return row >= 0; });
  for (const StoredTensor& tensor : heads) {
    const auto wanted = std::ranges::find(match.missing, tensor.name);
    if (!taken || wanted == match.missing.end()) {
      match.unexpected.push_back(tensor.name);
      continue;
    }
    CopyRows(tensor, file.path(), layout.Find(tensor.name), head.rows, flat);
    match.missing.erase(wanted);
  }
  return match;
}

void RequireVocabulary(const std::string& folder, const Vocabulary& vocabulary, const std::string& where) {
  const std::string path = folder + "/" + kVocabularyFile;
  const Vocabulary own = Vocabulary::Load(path);
  if (own.ToText() == vocabulary.ToText()) return;
  throw Fail(ErrorCode::kInput,
             "{}: {} pieces, but {} was made with another vocabulary of {}. Prepare it with --vocab {}.", path,
             own.size(), where, vocabulary.size(), path);
}

}  // namespace linkbert
