#include "base/crc32c.h"

#include <array>
#include <bit>
#include <cstring>

namespace linkbert {
namespace {

static_assert(std::endian::native == std::endian::little, "eight bytes are taken at once");

constexpr std::size_t kStep = 8;  // bytes at once: 8 tables of 1 KiB stay in the first cache
using Tables = std::array<std::array<std::uint32_t, 256>, kStep>;

// tables[k][b]: what the byte b does to the checksum with k bytes of zero behind it.
constexpr Tables MakeTables() {
  Tables tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82F63B78u : 0u);
    tables[0][byte] = crc;
  }
  for (std::size_t k = 1; k < kStep; ++k) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t crc = tables[k - 1][byte];
      tables[k][byte] = (crc >> 8) ^ tables[0][crc & 0xFF];
    }
  }
  return tables;
}

constexpr Tables kTables = MakeTables();

}  // namespace

std::uint32_t Crc32c(const void* data, std::size_t bytes, std::uint32_t before) {
  const auto* at = static_cast<const unsigned char*>(data);
  std::uint32_t crc = ~before;
  for (; bytes >= kStep; bytes -= kStep, at += kStep) {
    std::uint64_t eight;
    std::memcpy(&eight, at, kStep);
    eight ^= crc;
    crc = 0;
    for (std::size_t k = 0; k < kStep; ++k) crc ^= kTables[kStep - 1 - k][(eight >> (8 * k)) & 0xFF];
  }
  for (; bytes > 0; --bytes, ++at) crc = (crc >> 8) ^ kTables[0][(crc ^ *at) & 0xFF];
  return ~crc;
}

}  // namespace linkbert
