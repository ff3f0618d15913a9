// The index of a TensorFlow checkpoint (form V2, "tensor bundle"): what tensors there are, and where in the data files.
//
// Flow: NAME.index, a sorted table of {variable: where its bytes are} -> [ReadTensorBundle] -> TensorFlowCheckpoint.
// Nothing is taken on trust: types, shapes, sizes and places are compared with each other, the places with the data
// files by who opens those. Errors: kInput naming file and tensor.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace linkbert {

struct BundleEntry {
  std::string name;
  std::string dtype;  // in safetensors' words
  std::vector<std::int64_t> shape;
  std::uint64_t shard = 0;   // below the number of shards
  std::uint64_t offset = 0;  // bytes, in the shard's file
  std::uint64_t bytes = 0;   // what shape and type want
  std::uint32_t masked_crc = 0;
};

struct TensorBundle {
  std::uint64_t shards = 0;
  std::vector<BundleEntry> entries;  // by name
};

// `file` is the whole index; `where` names it in errors.
TensorBundle ParseTensorBundle(std::string_view file, const std::string& where);

// "NAME.data-00000-of-00001" of "NAME.index".
std::string BundleShardPath(const std::string& index, std::uint64_t shard, std::uint64_t shards);

}  // namespace linkbert
