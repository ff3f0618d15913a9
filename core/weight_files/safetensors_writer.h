// Layout of a .safetensors file of fp32 tensors, known from names and shapes alone, so that many writers can fill in
// one file in place; and a plain writer for one that has everything.
//
// Tensors lie in the order given, the header is padded with spaces so that data begins at a multiple of 8 bytes, and
// nothing but names, shapes and order decides a byte of it. __metadata__ is {"format": "pt"}, which transformers wants.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace linkbert {

struct SafetensorsSpec {
  std::string name;
  std::vector<std::int64_t> shape;
};

class SafetensorsLayout {
 public:
  // Requires: names differ, none is "__metadata__".
  explicit SafetensorsLayout(const std::vector<SafetensorsSpec>& specs);

  const std::string& header() const { return header_; }  // the file's first bytes: length, JSON, padding
  std::uint64_t file_bytes() const { return end_; }
  // Where tensor i, as given, begins in the file, in bytes; its elements follow as little-endian fp32.
  std::uint64_t Offset(std::size_t i) const { return offsets_[i]; }

 private:
  std::string header_;
  std::vector<std::uint64_t> offsets_;
  std::uint64_t end_ = 0;
};

// Writes the whole file, atomically. data[i] are the elements of specs[i]. Throws kOutput.
void WriteSafetensors(const std::string& path, const std::vector<SafetensorsSpec>& specs,
                      const std::vector<std::span<const float>>& data);

}  // namespace linkbert
