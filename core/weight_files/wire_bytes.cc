#include "core/weight_files/wire_bytes.h"

namespace linkbert {

std::string_view WireBytes::Take(std::uint64_t count) {
  if (count > bytes_.size()) throw Damaged(fmt::format("{} bytes are wanted, {} are left", count, bytes_.size()));
  const std::string_view taken = bytes_.substr(0, count);
  bytes_.remove_prefix(count);
  return taken;
}

std::uint64_t WireBytes::Varint() {
  std::uint64_t number = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const auto byte = Number<std::uint8_t>();
    const std::uint64_t digit = byte & 0x7Fu;
    if (shift == 63 && digit > 1) break;
    number |= digit << shift;
    if ((byte & 0x80u) == 0) return number;
  }
  throw Damaged("a whole number beyond 64 bits");
}

Error WireBytes::Damaged(const std::string& what) const {
  return Fail(
      ErrorCode::kInput,
      "{}: not the index of a TensorFlow checkpoint: {}: {}. It was probably cut off or altered; copy it again.",
      where_, what_, what);
}

WireField TakeField(WireBytes& bytes) {
  const std::uint64_t tag = bytes.Varint();
  WireField field{tag >> 3, 0, {}};
  switch (tag & 7) {
    case 0:
      field.number = bytes.Varint();
      break;
    case 1:
      field.number = bytes.Number<std::uint64_t>();
      break;
    case 2:
      field.bytes = bytes.Take(bytes.Varint());
      break;
    case 5:
      field.number = bytes.Number<std::uint32_t>();
      break;
    default:
      throw bytes.Damaged(fmt::format("a field of the unknown kind {}", tag & 7));
  }
  return field;
}

}  // namespace linkbert
