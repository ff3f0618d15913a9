// FindByteIf, FindAnyOf, SkipAnyOf: the next byte that is, or is not, one of a few, 16 at a time.
//
// string_view::find_first_of calls memchr for every byte of the text. Blocks are GCC's and clang's vectors, which every
// processor has in some way. Pure; any thread. Reads nothing behind the text.
#pragma once
#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace linkbert {

using ByteBlock [[gnu::vector_size(16)]] = signed char;

inline ByteBlock LoadBytes(const char* bytes, std::size_t count = sizeof(ByteBlock)) {
  ByteBlock block{};
  std::memcpy(&block, bytes, count);
  return block;
}

// The first byte of `mask` that is not 0; 16 where there is none.
inline std::size_t FirstOf(ByteBlock mask) {
  static_assert(std::endian::native == std::endian::little);
  std::uint64_t half[2];
  std::memcpy(half, &mask, sizeof(mask));
  const auto bytes_before = [](std::uint64_t bits) { return static_cast<std::size_t>(std::countr_zero(bits)) / 8; };
  return half[0] != 0 ? bytes_before(half[0]) : 8 + bytes_before(half[1]);
}

// The first place in [from, end) whose byte `matches`; `end` where there is none. `matches` takes a block and the block
// that begins one byte later, in which 0 stands for what is behind the text, and gives a mask. Requires: end <=
// text.size().
template <typename Matches>
std::size_t FindByteIf(std::string_view text, std::size_t from, std::size_t end, Matches matches) {
  constexpr std::size_t kBlock = sizeof(ByteBlock);
  for (; from < end; from += kBlock) {
    const char* at = text.data() + from;
    const std::size_t left = text.size() - from;
    const std::size_t first = left > kBlock ? FirstOf(matches(LoadBytes(at), LoadBytes(at + 1)))
                                            : FirstOf(matches(LoadBytes(at, left), LoadBytes(at + 1, left - 1)));
    if (first < kBlock) return std::min(from + first, end);
  }
  return end;
}

// The first place in [from, end) of one of the bytes; `end` where there is none. Requires: end <= text.size().
template <char... bytes>
std::size_t FindAnyOf(std::string_view text, std::size_t from, std::size_t end) {
  return FindByteIf(text, from, end, [](ByteBlock block, ByteBlock) { return ((block == bytes) | ...); });
}
template <char... bytes>
std::size_t FindAnyOf(std::string_view text, std::size_t from) {
  return FindAnyOf<bytes...>(text, from, text.size());
}

// The first place at `from` or later of none of the bytes; text.size() where there is none.
template <char... bytes>
std::size_t SkipAnyOf(std::string_view text, std::size_t from) {
  while (from < text.size() && ((text[from] == bytes) || ...)) ++from;
  return from < text.size() ? from : text.size();
}

}  // namespace linkbert
