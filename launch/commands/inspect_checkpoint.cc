#include "launch/commands/inspect_checkpoint.h"

#include <fmt/core.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "core/checkpoint/checkpoint_folders.h"
#include "core/checkpoint/checkpoint_reader.h"
#include "core/model_folders/model_folder.h"
#include "core/weight_files/model_tensors.h"
#include "core/weight_files/safetensors.h"

namespace linkbert {
namespace {

using Json = nlohmann::ordered_json;

std::int64_t CountParameters(const std::string& folder) {
  const SafetensorsFile weights(folder + "/" + kModelFile);
  std::int64_t parameters = 0;
  for (const StoredTensor& tensor : weights.tensors()) parameters += tensor.elements();
  return parameters;
}

Json Describe(const ModelFolder& model) {
  const TrainingState state = CheckpointReader(model.path).state();
  Json json = Json::parse(StateText(state));
  json.erase("format");
  json.erase("version");
  Json files = Json::array();
  for (const PiecedFile& file : ReadCheckpointManifest(model.path).files) {
    files.push_back({{"name", file.name}, {"bytes", file.bytes}, {"checksums", file.pieces.size()}});
  }
  Json described = {{"folder", model.path}, {"verified", true}, {"parameters", CountParameters(model.path)}};
  described.update(json);
  described["files"] = files;
  described["passed_over"] = model.warnings;
  return described;
}

void PrintText(const Json& json) {
  for (const std::string& warning : json.at("passed_over").get<std::vector<std::string>>()) {
    fmt::print("passed over  {}\n", warning);
  }
  fmt::print("checkpoint   {}\n", json.at("folder").get<std::string>());
  for (const char* key : {"step", "samples", "tokens", "parameters", "ranks", "seed", "layout_hash", "config_hash",
                          "corpus_fingerprint", "metrics"}) {
    const Json& value = json.at(key);
    fmt::print("{:<13}{}\n", key, value.is_string() ? value.get<std::string>() : value.dump());
  }
  for (const Json& file : json.at("files")) {
    fmt::print("{:>14}  {}\n", file.at("bytes").get<std::uint64_t>(), file.at("name").get<std::string>());
  }
  fmt::print("every checksum holds\n");
}

}  // namespace

void InspectCheckpoint(const std::string& folder, bool json) {
  const ModelFolder model = ResolveModelFolder(folder);
  if (!model.checkpoint) {
    throw Fail(ErrorCode::kInput, "{}: a model without {}: no checkpoint of a run.", folder, kManifestFile);
  }
  const Json described = Describe(model);
  if (json) {
    fmt::print("{}\n", described.dump(2));
  } else {
    PrintText(described);
  }
}

}  // namespace linkbert
