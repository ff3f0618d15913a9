// KeyedPermutation: a pseudo-random order of [0, n) that needs no memory: place -> number in O(1).
//
// A balanced Feistel network over an even number of bits that holds n, with Philox as round function; a number that
// falls outside [0, n) is encrypted again until it falls inside (cycle walking: on average fewer than 4 walks from n =
// 64). Another epoch is another key. Pure; safe from any thread. Constructing one costs about 100 ns.
#pragma once
#include <array>
#include <cstdint>

namespace linkbert {

class KeyedPermutation {
 public:
  // Requires: 0 < size <= 2^62.
  KeyedPermutation(std::uint64_t seed, std::uint64_t epoch, std::uint64_t size);

  // Requires: place < size. Ensures: a bijection of [0, size).
  std::uint64_t operator()(std::uint64_t place) const;

 private:
  std::uint64_t Encrypt(std::uint64_t value) const;

  // Four rounds of good round functions are indistinguishable from a random order (Luby and Rackoff 1988); two more
  // for the small domains of small corpora, where that bound says little.
  static constexpr int kRounds = 6;
  std::array<std::uint64_t, kRounds> round_keys_;
  std::uint64_t size_;
  int half_bits_;
};

}  // namespace linkbert
