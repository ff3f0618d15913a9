// WireBytes: numbers and pieces of a buffer, one after the other, none read from behind its end; and the fields of a
// message in the encoding of Protocol Buffers.
//
// Flow: file of TensorFlow -> [WireBytes] -> sorted_table, tensor_bundle. Errors: kInput, naming the file and what.
#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/error.h"

namespace linkbert {

class WireBytes {
 public:
  // All must outlive it. `where` names the file, `what` the part of it that these bytes are.
  WireBytes(std::string_view bytes, const std::string& where, const char* what)
      : bytes_(bytes), where_(where), what_(what) {}

  bool empty() const { return bytes_.empty(); }
  std::string_view Take(std::uint64_t count);
  template <typename T>
  T Number() {  // little endian
    T number;
    std::memcpy(&number, Take(sizeof(T)).data(), sizeof(T));
    return number;
  }
  std::uint64_t Varint();  // of at most 64 bits

  Error Damaged(const std::string& what) const;

 private:
  std::string_view bytes_;  // what is left
  const std::string& where_;
  const char* what_;
};

// One field of a message. `number` of a whole number (signed ones as two's complement) and of 4 or 8 bytes, `bytes` of
// a text or a message.
struct WireField {
  std::uint64_t id = 0;
  std::uint64_t number = 0;
  std::string_view bytes;
};

// The next field. Requires: not empty.
WireField TakeField(WireBytes& bytes);

}  // namespace linkbert
