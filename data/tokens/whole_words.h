// WholeWords: the pieces that are words by themselves, as most words of a text are, by one look-up each.
//
// Flow: word -> [WholeWords] -> id; PieceTrie cuts the words that are not found. 50 to 100 bytes a piece. Immutable;
// safe from any thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "base/philox.h"
#include "data/tokens/vocabulary.h"

namespace linkbert {

class WholeWords {
 public:
  static constexpr std::size_t kMostBytes = 16;  // no longer word is found

  explicit WholeWords(const Vocabulary& vocabulary);

  // -1 where the vocabulary has no such word. Requires: the word is not empty.
  std::int32_t Find(std::string_view word) const {
    if (word.size() > kMostBytes) return -1;
    const Key key = KeyOf(word);
    for (std::size_t at = Place(key); slots_[at].id >= 0; at = (at + 1) & mask_) {
      if (slots_[at].key == key) return slots_[at].id;
    }
    return -1;
  }

 private:
  // A word's bytes, those in its middle perhaps twice, and how many they are.
  struct Key {
    std::uint64_t first, last, bytes;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct Slot {
    Key key{};
    std::int32_t id = -1;  // -1: free
  };

  template <typename T>
  static T Load(const char* from) {
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
  }
  static Key KeyOf(std::string_view word) {
    const char* begin = word.data();
    const std::size_t size = word.size();
    if (size >= 8) return {Load<std::uint64_t>(begin), Load<std::uint64_t>(begin + size - 8), size};
    if (size >= 4) return {Load<std::uint32_t>(begin), Load<std::uint32_t>(begin + size - 4), size};
    const auto byte = [&](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(begin[i])}; };
    return {byte(0) << 8 | byte(size / 2), byte(size - 1), size};
  }
  std::size_t Place(const Key& key) const {
    const std::uint64_t last = (key.last + (key.bytes << 60)) ^ 0xC2B2AE3D27D4EB4FU;
    const Uint128 product = static_cast<Uint128>(key.first ^ 0x9E3779B97F4A7C15U) * last;
    return static_cast<std::size_t>((product >> 64) ^ product) & mask_;
  }

  std::vector<Slot> slots_;  // at most half of them taken
  std::size_t mask_;
};

}  // namespace linkbert
