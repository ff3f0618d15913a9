// AsciiRun: the ASCII letters and digits at the beginning of eight bytes of text, found and lower-cased all at once.
// Pure. Checked against CharacterTable by a test.
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace linkbert {

struct AsciiRun {
  static constexpr std::size_t kBytes = 8;
  std::uint64_t text;   // all eight bytes as in memory, capitals among ASCII letters lower-cased where asked for
  std::size_t letters;  // 0 to 8: so many letters or digits before anything else
};

namespace internal {
inline constexpr std::uint64_t kEachByte = 0x0101010101010101U;

// The highest bit of each byte that lies in [low, high]. Requires: bytes < 0x80.
constexpr std::uint64_t Between(std::uint64_t bytes, unsigned char low, unsigned char high) {
  return (bytes + kEachByte * (0x80U - low)) & ~(bytes + kEachByte * (0x7FU - high)) & kEachByte * 0x80;
}
}  // namespace internal

// Requires: eight bytes at `from`.
inline AsciiRun ReadAsciiRun(const char* from, bool lower_case) {
  static_assert(std::endian::native == std::endian::little, "the first byte is the lowest");
  std::uint64_t text = 0;
  std::memcpy(&text, from, sizeof text);
  const std::uint64_t seven_bits = text & internal::kEachByte * 0x7F;
  const std::uint64_t capitals = internal::Between(seven_bits, 'A', 'Z') & ~text;
  const std::uint64_t others =
      (internal::Between(seven_bits, 'a', 'z') | internal::Between(seven_bits, '0', '9')) & ~text;
  const std::uint64_t rest = ~(capitals | others) & internal::kEachByte * 0x80;
  return {lower_case ? text | capitals >> 2 : text, static_cast<std::size_t>(std::countr_zero(rest)) / 8};
}

}  // namespace linkbert
