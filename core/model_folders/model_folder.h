// Model folders: what `--model` may name, and export to a clean Hugging Face folder.
//
// A model is a folder everywhere: one that transformers opens (config.json and weights in a form of
// core/weight_files/model_tensors.h), a checkpoint's step folder, a run's folder, of which the newest whole checkpoint
// is taken, or a hub name that the local Hugging Face cache has (core/model_folders/hub_cache.h). Of a folder of
// sentence-transformers it is the transformer's, such as its 0_Transformer. A folder comes before a name. A checkpoint
// of TensorFlow may be named by its folder, which may have bert_config.json for config.json, or by its prefix
// ("folder/model.ckpt-1000"). Errors: kInput naming what is missing or damaged; kOutput where the target is not ours or
// cannot be written.
#pragma once
#include <string>
#include <vector>

namespace linkbert {

struct ModelFolder {
  std::string path;                   // holds config.json and the weights
  bool checkpoint = false;            // a step folder: verified, has state.json
  std::vector<std::string> warnings;  // newer checkpoints that were passed over, to be shown
  std::string root;                   // of sentence-transformers: holds modules.json and perhaps `path`
};

inline constexpr char kModulesFile[] = "modules.json";  // of a folder of sentence-transformers

ModelFolder ResolveModelFolder(const std::string& model);

// Where the sizes of the model in `folder` stand: its config.json, or bert_config.json where only that is there.
std::string ModelConfigPath(const std::string& folder);

struct ExportedModel {
  ModelFolder source;
  std::vector<std::string> files;
  std::string stays = {};  // of an earlier export that was replaced: what could not be removed, and why
};

// Copies the model's files byte for byte to the folder `target` and adds a model card, README.md, and those of the
// tokenizer's files that it lacks; weights in another form become a model.safetensors of fp32, a bert_config.json a
// config.json that transformers opens. The folder appears whole or not at all. An earlier export is replaced; any other
// non-empty folder is refused.
ExportedModel ExportModel(const std::string& model, const std::string& target);

}  // namespace linkbert
