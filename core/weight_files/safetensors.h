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

#include "base/mapped_file.h"
#include "core/weight_files/stored_tensor.h"

namespace linkbert {

struct SafetensorsContent {
  std::vector<StoredTensor> tensors;  // in the order of their bytes
  std::map<std::string, std::string> metadata;
};

// `file` is the whole file; `where` names it in errors. The tensors' data points into `file`.
SafetensorsContent ParseSafetensors(std::span<const std::byte> file, const std::string& where);

class SafetensorsFile {
 public:
  explicit SafetensorsFile(const std::string& path);

  const std::string& path() const { return mapping_->path(); }
  const std::vector<StoredTensor>& tensors() const { return content_.tensors; }
  const std::map<std::string, std::string>& metadata() const { return content_.metadata; }
  const StoredTensor* Find(const std::string& name) const;  // nullptr where there is none; O(log tensors)

  // As linkbert::ReadFloats, with this file's path in errors.
  void ReadFloats(const StoredTensor& tensor, std::span<float> out) const;

 private:
  std::shared_ptr<const MappedFile> mapping_;
  SafetensorsContent content_;
  std::map<std::string, std::size_t> index_;
};

}  // namespace linkbert
