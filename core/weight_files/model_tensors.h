// ModelTensors: the tensors of a model's folder, in the first of these forms that it has: model.safetensors,
// model.safetensors.index.json with its parts, pytorch_model.bin, pytorch_model.bin.index.json with its parts, a
// checkpoint of TensorFlow 1 (core/weight_files/tensorflow_checkpoint.h).
//
// An index is Hugging Face's: {"weight_map": {tensor: file}}; every tensor must be in the file it names, and every file
// must hold no other. Owns the files. Immutable; safe from any thread. Errors: kInput naming file and tensor.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/weight_files/stored_tensor.h"

namespace linkbert {

inline constexpr char kModelFile[] = "model.safetensors";

// The name of the file that the folder's weights are read from, or of their index; nothing where it has none.
std::optional<std::string> FindWeights(const std::string& folder);

class ModelTensors {
 public:
  explicit ModelTensors(const std::string& folder);

  const std::string& path() const { return path_; }  // the file or the index
  const std::vector<StoredTensor>& tensors() const { return tensors_; }

 private:
  void Open(const std::string& path);
  void OpenParts(const std::string& folder);

  std::string path_;
  std::vector<std::shared_ptr<const void>> files_;  // what the tensors' data points into
  std::vector<StoredTensor> tensors_;
};

}  // namespace linkbert
