// CRC-32C (Castagnoli, as in RFC 3720), the checksum of TensorFlow's files.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace linkbert {

// Of all bytes; a piece behind others continues their checksum `before`.
std::uint32_t Crc32c(const void* data, std::size_t bytes, std::uint32_t before = 0);
inline std::uint32_t Crc32c(std::string_view text) { return Crc32c(text.data(), text.size()); }

// As it stands in files that hold checksums of what holds checksums: turned right by 15 bits, plus a constant.
constexpr std::uint32_t MaskedCrc32c(std::uint32_t crc) { return ((crc >> 15) | (crc << 17)) + 0xA282EAD8u; }

}  // namespace linkbert
