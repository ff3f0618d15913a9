// TorchFile: reader of pytorch_model.bin in torch's zip form, as data: nothing in it is ever called.
//
// Flow: zip of NAME/data.pkl and NAME/data/KEY (stored, each with its CRC-32) -> [TorchFile] -> StoredTensors.
// LinkBERT's own weights were released so. Every storage is read once and its CRC-32 compared; a tensor that reaches
// beyond its storage is refused, and so are compressed entries and a pickle that is more than a state dict
// (core/weight_files/pickle_machine.h). Memory: the file's size; the tensors together have at most 8 times as many
// elements, since several may be views of one storage. Immutable; safe from any thread. Errors: kInput.
#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/weight_files/stored_tensor.h"

namespace linkbert {

class TorchFile {
 public:
  explicit TorchFile(const std::string& path);

  const std::string& path() const { return path_; }
  const std::vector<StoredTensor>& tensors() const { return tensors_; }  // as the file orders them

 private:
  std::string path_;
  std::map<std::string, std::string> storages_;  // key -> bytes
  std::vector<StoredTensor> tensors_;
};

}  // namespace linkbert
