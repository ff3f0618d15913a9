#include "core/weight_files/model_tensors.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/parse_json.h"
#include "core/weight_files/safetensors.h"
#include "core/weight_files/tensorflow_checkpoint.h"
#include "core/weight_files/torch_file.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kJsonIndexEnd = ".index.json";
constexpr std::array<const char*, 4> kForms = {kModelFile, "model.safetensors.index.json", "pytorch_model.bin",
                                               "pytorch_model.bin.index.json"};

// File -> the tensors that the index at `path` finds there.
std::map<std::string, std::set<std::string>> ReadIndex(const std::string& path) {
  const auto index = ParseJson<nlohmann::json>(ReadFile(path), path, /*allow_exceptions=*/false);
  const auto map = index.is_object() ? index.find("weight_map") : index.end();
  if (!index.is_object() || map == index.end() || !map->is_object() || map->empty()) {
    throw Fail(ErrorCode::kInput, "{}: wanted {{\"weight_map\": {{tensor: file}}}}.", path);
  }
  std::map<std::string, std::set<std::string>> files;
  for (const auto& [tensor, file] : map->items()) {
    const std::string name = file.is_string() ? file.get<std::string>() : "";
    if (name.empty() || fs::path(name).filename() != name || name == "." || name == "..") {
      throw Fail(ErrorCode::kInput, "{}: tensor \"{}\" is said to be in {}, wanted the name of a file in this folder.",
                 path, tensor, file.dump());
    }
    files[name].insert(tensor);
  }
  return files;
}

}  // namespace

std::optional<std::string> FindWeights(const std::string& folder) {
  for (const char* name : kForms) {
    if (fs::is_regular_file(fs::path(folder) / name)) return name;
  }
  return FindTensorFlowCheckpoint(folder);
}

ModelTensors::ModelTensors(const std::string& folder) {
  const std::optional<std::string> name = FindWeights(folder);
  if (!name) throw Fail(ErrorCode::kInput, "{}: holds none of {}, NAME.index.", folder, fmt::join(kForms, ", "));
  path_ = fmt::format("{}/{}", folder, *name);
  if (name->ends_with(kJsonIndexEnd)) {
    OpenParts(folder);
  } else {
    Open(path_);
  }
}

void ModelTensors::Open(const std::string& path) {
  const auto keep = [&](const auto& file) {
    tensors_.insert(tensors_.end(), file->tensors().begin(), file->tensors().end());
    files_.emplace_back(file);
  };
  if (path.ends_with(".safetensors")) {
    keep(std::make_shared<const SafetensorsFile>(path));
  } else if (path.ends_with(".index")) {
    keep(std::make_shared<const TensorFlowCheckpoint>(path));
  } else {
    keep(std::make_shared<const TorchFile>(path));
  }
}

void ModelTensors::OpenParts(const std::string& folder) {
  for (auto& [file, wanted] : ReadIndex(path_)) {
    const std::size_t before = tensors_.size();
    Open(fmt::format("{}/{}", folder, file));
    for (std::size_t i = before; i < tensors_.size(); ++i) {
      if (wanted.erase(tensors_[i].name) == 1) continue;
      throw Fail(ErrorCode::kInput, "{}: does not say that \"{}\" is in {}.", path_, tensors_[i].name, file);
    }
    if (wanted.empty()) continue;
    throw Fail(ErrorCode::kInput, "{}: \"{}\" is said to be in {}, which lacks it.", path_, *wanted.begin(), file);
  }
}

}  // namespace linkbert
