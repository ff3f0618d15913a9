// Reader of .safetensors files: 8 bytes header length, a JSON header, then the tensors' bytes without a gap.
//
// The checks are those of the original implementation and no laxer, since a file may come from anybody: header at most
// 100 MB and inside the file, starting with '{', valid UTF-8 and JSON, no duplicate key, known data types, sizes that
// do not overflow, tensors that follow each other without hole or overlap and end exactly at the file's end.
// The file is memory mapped; data stays valid while the SafetensorsFile lives. Immutable; safe from any thread.
// Errors: kInput with the path, the tensor, and seen versus wanted.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "data/shards/mapped_file.h"

namespace linkbert {

struct SafetensorsTensor {
  std::string name;
  std::string dtype;  // as in the file: "F32", "BF16", "I64", ...
  std::vector<std::int64_t> shape;
  std::span<const std::byte> data;  // little endian, row major; aligned only as the file's writer chose

  std::int64_t elements() const;
};

struct SafetensorsContent {
  std::vector<SafetensorsTensor> tensors;  // in the order of their bytes
  std::map<std::string, std::string> metadata;
};

// `file` is the whole file; `where` names it in errors. The tensors' data points into `file`.
SafetensorsContent ParseSafetensors(std::span<const std::byte> file, const std::string& where);

class SafetensorsFile {
 public:
  explicit SafetensorsFile(const std::string& path);

  const std::string& path() const { return mapping_->path(); }
  const std::vector<SafetensorsTensor>& tensors() const { return content_.tensors; }
  const std::map<std::string, std::string>& metadata() const { return content_.metadata; }
  const SafetensorsTensor* Find(const std::string& name) const;  // nullptr where there is none; O(log tensors)

  // Copies a tensor of type F32, F64, F16 or BF16 to `out`, converted to float. Requires: out.size() == elements.
  // Throws kInput for another type.
  void ReadFloats(const SafetensorsTensor& tensor, std::span<float> out) const;

 private:
  std::shared_ptr<const MappedFile> mapping_;
  SafetensorsContent content_;
  std::map<std::string, std::size_t> index_;
};

}  // namespace linkbert
