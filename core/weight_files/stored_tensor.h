// StoredTensor: a tensor of a file as it lies there, whatever the file's form.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace linkbert {

struct StoredTensor {
  std::string name;
  std::string dtype;  // in safetensors' words: "F32", "BF16", "I64", ...
  std::vector<std::int64_t> shape;
  std::span<const std::byte> data;         // little endian, from the first element on; aligned only as the writer chose
  std::vector<std::int64_t> strides = {};  // in elements; empty: row major without gaps. All inside `data`.

  std::int64_t elements() const;
};

// Copies a tensor of type F32, F64, F16 or BF16 to `out`, row major, converted to float. Requires: out.size() ==
// elements. Throws kInput for another type; `where` names the file.
void ReadFloats(const StoredTensor& tensor, const std::string& where, std::span<float> out);

}  // namespace linkbert
