// TensorFlowCheckpoint: reader of what TensorFlow 1's Saver wrote of a BERT, as Google's, BioBERT's and others' were
// released: NAME.index and NAME.data-00000-of-00001 (NAME.meta, the graph, is not needed), as data.
//
// Flow: [TensorFlowCheckpoint] -> StoredTensors under parameters' names, kernels transposed in place. The CRC-32C of
// every tensor that is taken is compared; what an optimizer kept is left out. The data files are memory mapped; the
// tensors' data stays valid while this lives. Immutable; safe from any thread. Errors: kInput naming file and tensor.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/mapped_file.h"
#include "core/weight_files/stored_tensor.h"
#include "core/weight_files/tensor_bundle.h"

namespace linkbert {

// The name of the index ("model.ckpt-1000.index") that a folder's checkpoint has; nothing where there is none. Of
// several, the one that the folder's file "checkpoint" names. Throws kInput where that names none of them.
std::optional<std::string> FindTensorFlowCheckpoint(const std::string& folder);

// "folder/NAME.index" where `model` is folder/NAME, or one of the files of that checkpoint; nothing where it is not.
std::optional<std::string> TensorFlowIndexOf(const std::string& model);

class TensorFlowCheckpoint {
 public:
  explicit TensorFlowCheckpoint(const std::string& index);

  const std::string& path() const { return path_; }
  const std::vector<StoredTensor>& tensors() const { return tensors_; }  // by variables' names

 private:
  // The bytes of the entry; opens its data file at first.
  std::span<const std::byte> Place(const BundleEntry& entry, std::uint64_t shards);
  void Keep(const BundleEntry& entry, std::span<const std::byte> data);

  std::string path_;
  std::map<std::uint64_t, MappedFile> shards_;
  std::map<std::uint64_t, std::uint64_t> used_;  // bytes of a shard that entries so far have
  std::vector<StoredTensor> tensors_;
};

}  // namespace linkbert
