#include "core/model_folders/model_folder.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/parse_json.h"
#include "base/remove_tree.h"
#include "core/checkpoint/checkpoint_folders.h"
#include "core/checkpoint/checkpoint_format.h"
#include "core/model_folders/hub_cache.h"
#include "core/model_folders/model_card.h"
#include "core/weight_files/model_tensors.h"
#include "core/weight_files/output_file.h"
#include "core/weight_files/safetensors.h"
#include "core/weight_files/safetensors_writer.h"
#include "core/weight_files/tensorflow_checkpoint.h"
#include "data/tokens/tokenizer_folder.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;

constexpr char kCardFile[] = "README.md";
constexpr char kRelationHead[] = "drp.";  // the prefix of its parameters

// What an export copies, where the source has it.
constexpr const char* kModelFolderFiles[] = {kConfigFile,    kModelFile,       kVocabularyFile,   kTokenizerConfigFile,
                                             kTokenizerFile, kAddedTokensFile, kSpecialTokensFile};

bool IsModelFolder(const std::string& path) {
  return fs::is_regular_file(ModelConfigPath(path)) && FindWeights(path).has_value();
}

// Where sentence-transformers keep the transformer of `folder`: itself, or a part of it.
std::string TransformerFolder(const std::string& folder) {
  const std::string modules = folder + "/" + kModulesFile;
  if (IsModelFolder(folder) || !fs::is_regular_file(modules)) return folder;
  const nlohmann::json list = ParseJson<nlohmann::json>(ReadFile(modules), modules, /*allow_exceptions=*/false);
  const bool is_list = list.is_array() && !list.empty() && list.front().is_object();
  const nlohmann::json path = is_list ? list.front().value("path", nlohmann::json()) : nlohmann::json();
  // The name of a folder in this one: nothing leads out of it.
  const std::string name = path.is_string() ? path.get<std::string>() : "";
  if (name.empty() || name == "." || name == ".." || fs::path(name).filename() != name) return folder;
  return folder + "/" + name;
}

std::string FetchAdvice(const std::string& model) {
  return fmt::format("Nothing is downloaded here; fetch it beforehand: huggingface-cli download {}", model);
}

ModelFolder NewestOf(const std::string& run_folder) {
  const FoundCheckpoint found = FindNewestCheckpoint(run_folder);
  ModelFolder folder{found.folder.value_or(""), true, {}, found.folder.value_or("")};
  for (const FoundCheckpoint::Rejected& rejected : found.rejected) folder.warnings.push_back(rejected.reason);
  if (found.folder) return folder;
  throw Fail(ErrorCode::kInput, "{}: no whole checkpoint in its {} folder. {}", run_folder, kCheckpointsFolder,
             fmt::join(folder.warnings, " "));
}

// Why `target` must not be replaced; empty where an export wrote everything that is in it.
std::string ForeignContent(const std::string& target) {
  if (!fs::is_directory(target) || fs::is_symlink(target)) return "it is not a folder";
  std::set<std::string> ours(std::begin(kModelFolderFiles), std::end(kModelFolderFiles));
  ours.insert(kCardFile);
  for (const fs::directory_entry& entry : fs::directory_iterator(target)) {
    const std::string name = entry.path().filename().string();
    if (!ours.contains(name)) return "an export did not write its " + name;
  }
  const std::string card = target + "/" + kCardFile;
  const bool marked =
      fs::is_empty(target) || (fs::is_regular_file(card) && ReadFile(card).find(kExportMark) != std::string::npos);
  return marked ? "" : fmt::format("has no {} that an export wrote", kCardFile);
}

void CheckTarget(const std::string& target) {
  if (!fs::exists(fs::symlink_status(target))) return;
  const std::string foreign = ForeignContent(target);
  if (foreign.empty()) return;
  throw Fail(ErrorCode::kOutput, "{}: exists, and {}. Name another folder, or empty this one.", target, foreign);
}

nlohmann::json ReadConfig(const std::string& path) {
  auto config = ParseJson<nlohmann::json>(ReadFile(path), path, /*allow_exceptions=*/false);
  if (!config.is_object()) throw Fail(ErrorCode::kInput, "{}: is not a JSON object.", path);
  return config;
}

// The folder of the TensorFlow checkpoint that `model` is the prefix or a file of; nothing where it is none.
std::optional<std::string> FolderOfCheckpoint(const std::string& model) {
  const std::optional<std::string> index = TensorFlowIndexOf(model);
  if (!index) return std::nullopt;
  const fs::path path(*index);
  const std::string folder = path.has_parent_path() ? path.parent_path().string() : ".";
  const std::optional<std::string> taken = FindWeights(folder);
  if (taken == path.filename().string()) return folder;
  throw Fail(ErrorCode::kInput, "{}: of this folder's weights {} is taken. Give the checkpoint a folder of its own.",
             model, taken.value_or("nothing"));
}

// The card of what was copied or written to `made`, which becomes `target`.
std::string Card(const ModelFolder& source, const std::string& made, const std::string& target) {
  const SafetensorsFile weights(fmt::format("{}/{}", made, kModelFile));
  ModelCardFacts facts;
  facts.name = fs::path(target).filename().string();
  facts.weights_xxh3_128 = DigestFile(weights.path()).xxh3_128;
  for (const StoredTensor& tensor : weights.tensors()) {
    facts.parameters += tensor.elements();
    if (tensor.name.starts_with(kRelationHead)) facts.unknown.push_back(tensor.name);
  }
  const std::string config = source.path + "/" + kConfigFile;
  facts.config = ReadConfig(fs::exists(config) ? config : fmt::format("{}/{}", made, kConfigFile));
  const std::string state = source.path + "/" + kStateFile;
  if (source.checkpoint) facts.state = ParseState(ReadFile(state), state);
  return ModelCard(facts);
}

// Not fs::copy_file: on a full disk its message is a mere "Input/output error".
void CopyDurably(const std::string& from, const std::string& to) {
  const std::uint64_t bytes = fs::file_size(from);
  std::ifstream stream(from, std::ios::binary);
  OutputFile file(to, bytes);
  std::vector<char> piece(1 << 20);
  for (std::uint64_t offset = 0; offset < bytes;) {
    stream.read(piece.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(piece.size(), bytes - offset)));
    const auto read = static_cast<std::size_t>(stream.gcount());
    if (read == 0) throw Fail(ErrorCode::kInput, "{}: cannot be read behind byte {} of {}.", from, offset, bytes);
    file.Write(offset, std::string_view(piece.data(), read));
    offset += read;
  }
  file.Sync();
  file.Close();
}

// Weights that a folder has in another form, as one model.safetensors of fp32; other numbers, such as
// position_ids, are no weights.
void WriteConverted(const ModelTensors& source, const std::string& to) {
  std::vector<SafetensorsSpec> specs;
  std::vector<std::vector<float>> values;
  for (const StoredTensor& tensor : source.tensors()) {
    if (!tensor.dtype.starts_with("F") && tensor.dtype != "BF16") continue;
    specs.push_back({tensor.name, tensor.shape});
    ReadFloats(tensor, source.path(), values.emplace_back(static_cast<std::size_t>(tensor.elements())));
  }
  WriteSafetensors(to, specs, {values.begin(), values.end()});
}

// bert_config.json has the sizes under transformers' names, but does not say that they are a BERT's, nor of which
// class.
void WriteConfig(const ModelTensors& weights, const std::string& from, const std::string& to) {
  nlohmann::json config = ReadConfig(from);
  config["model_type"] = "bert";
  const auto has = [&](std::string_view prefix) {
    return std::ranges::any_of(weights.tensors(), [&](const auto& tensor) { return tensor.name.starts_with(prefix); });
  };
  if (has("cls.predictions."))
    config["architectures"] = {has("cls.seq_relationship.") ? "BertForPreTraining" : "BertForMaskedLM"};
  WriteFileAtomically(to, config.dump(2) + "\n");
}

// The files that a reader of any version needs and the source lacks: whoever wrote that one needed them not.
void AddTokenizerFiles(const std::string& source, const std::string& made, std::vector<std::string>& listed) {
  if (!HoldsTokenizer(made)) return;  // weights alone can be exported too
  const LoadedTokenizer tokenizer = LoadTokenizer(source);
  const std::string config_path = made + "/" + kConfigFile;
  const auto config = ParseJson<nlohmann::json>(ReadFile(config_path), config_path, /*allow_exceptions=*/false);
  const auto length = config.is_object() ? config.value("max_position_embeddings", nlohmann::json()) : nlohmann::json();
  for (const auto& [name, content] : TokenizerFiles(tokenizer.vocabulary, tokenizer.normalizer,
                                                    length.is_number_integer() ? length.get<std::int64_t>() : 512)) {
    const std::string path = fmt::format("{}/{}", made, name);
    if (fs::exists(path)) continue;
    WriteFileAtomically(path, content);
    listed.push_back(name);
  }
}

// Puts the finished folder in the place of `target`. Between the two renames of a replacement neither is there, but
// both are whole on disk. Returns what stays of the old one, and why.
std::string MoveIntoPlace(const std::string& made, const std::string& target) {
  const std::string old = fmt::format("{}.replaced-{}", target, ::getpid());
  std::error_code error;
  const bool replace = fs::exists(target);
  if (replace) fs::rename(target, old, error);
  if (!error) fs::rename(made, target, error);
  if (error) throw Fail(ErrorCode::kOutput, "{}: cannot be renamed into place: {}.", target, error.message());
  SyncFolder(fs::path(target).parent_path().string());
  return replace ? RemoveTree(old) : "";
}

}  // namespace

std::string ModelConfigPath(const std::string& folder) {
  const std::string google = folder + "/" + kGoogleConfigFile;
  const std::string path = folder + "/" + kConfigFile;
  return !fs::exists(path) && fs::exists(google) ? google : path;
}

ModelFolder ResolveModelFolder(const std::string& model) {
  if (const auto folder = FolderOfCheckpoint(model)) return ResolveModelFolder(*folder);
  if (fs::is_directory(model + "/" + kCheckpointsFolder)) return NewestOf(model);
  if (fs::exists(model + "/" + kManifestFile)) {
    VerifyCheckpoint(model);
    return {model, true, {}, model};
  }
  if (const std::string folder = TransformerFolder(model); IsModelFolder(folder)) return {folder, false, {}, model};
  const bool exists = fs::exists(model);
  if (const std::optional<std::string> cached = FindInHubCache(model); !exists && cached) {
    if (const std::string folder = TransformerFolder(*cached); IsModelFolder(folder))
      return {folder, false, {}, *cached};
    throw Fail(ErrorCode::kInput, "{}: its copy in the Hugging Face cache, {}, lacks {} or weights. {}", model, *cached,
               kConfigFile, FetchAdvice(model));
  }
  const std::string hub = exists || !IsHubName(model) ? "" : fmt::format(", here or in {}", HubCache());
  throw Fail(ErrorCode::kInput,
             "{}: {}{}. Name a Hugging Face folder ({} and {}), one of a TensorFlow checkpoint ({} and NAME.index), a "
             "checkpoint's step folder, or a run's folder.{}",
             model, exists ? "holds no model" : "does not exist", hub, kConfigFile, kModelFile, kGoogleConfigFile,
             hub.empty() ? "" : fmt::format(" If it is a model of the hub: {}", FetchAdvice(model)));
}

ExportedModel ExportModel(const std::string& model, const std::string& target_folder) {
  const std::string target = (fs::absolute(target_folder) / "").parent_path().lexically_normal().string();
  CheckTarget(target);
  ExportedModel exported{ResolveModelFolder(model), {}};
  const ModelTensors weights(exported.source.path);  // before anything is written
  const std::string made = TemporaryName(target);
  fs::remove_all(made);
  CreateFolders(made);
  try {
    for (const char* name : kModelFolderFiles) {
      const std::string from = exported.source.path + "/" + name;
      const std::string to = fmt::format("{}/{}", made, name);
      if (fs::is_regular_file(from)) {
        CopyDurably(from, to);
      } else if (name == std::string_view(kModelFile)) {
        WriteConverted(weights, to);
      } else if (name == std::string_view(kConfigFile)) {
        WriteConfig(weights, ModelConfigPath(exported.source.path), to);
      } else {
        continue;
      }
      exported.files.emplace_back(name);
    }
    AddTokenizerFiles(exported.source.path, made, exported.files);
    WriteFileAtomically(made + "/" + kCardFile, Card(exported.source, made, target));
    exported.files.emplace_back(kCardFile);
    exported.stays = MoveIntoPlace(made, target);
  } catch (const fs::filesystem_error& error) {
    fs::remove_all(made);
    throw Fail(ErrorCode::kOutput,
               "{}: cannot be written: {}. Check the disk's free space and the folder's permissions.", target,
               error.code().message());
  } catch (...) {
    fs::remove_all(made);
    throw;
  }
  return exported;
}

}  // namespace linkbert
