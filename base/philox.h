// Counter-based random numbers: value = f(seed, stream, index, place); no state, so order, threads, ranks and restarts
// cannot change a draw (style rule R16).
//
// Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011): a 64-bit key, a 128-bit
// counter, four 32-bit words out. Pure functions, safe from any thread.
#pragma once
#include <array>
#include <cstdint>

namespace linkbert {

__extension__ typedef unsigned __int128 Uint128;  // not in ISO C++, in every 64-bit compiler
using PhiloxWords = std::array<std::uint32_t, 4>;

constexpr PhiloxWords Philox4x32(std::uint64_t key, PhiloxWords counter) {
  std::uint32_t key0 = static_cast<std::uint32_t>(key);
  std::uint32_t key1 = static_cast<std::uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product0 = std::uint64_t{0xD2511F53U} * counter[0];
    const std::uint64_t product1 = std::uint64_t{0xCD9E8D57U} * counter[2];
    counter = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key0, static_cast<std::uint32_t>(product1),
               static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key1, static_cast<std::uint32_t>(product0)};
    key0 += 0x9E3779B9U;
    key1 += 0xBB67AE85U;
  }
  return counter;
}

// What a draw is for. Two purposes never share a counter; the numbers are part of the golden files: append only.
enum class RandomStream : std::uint32_t {
  kAnchorOrder = 1,
  kRelation = 2,
  kPartner = 3,
  kMasking = 4,
  kDropout = 5,
  kInitialization = 6,
  kVocabulary = 7,
  kSampleLength = 8,
  kDistraction = 9,
  kBootstrap = 10,
  kVocabularyGrowth = 11,
};

// The draws of one (seed, stream, index): draw number n is a pure function of n. Copyable, 24 bytes.
class RandomSequence {
 public:
  constexpr RandomSequence(std::uint64_t seed, RandomStream stream, std::uint64_t index)
      : seed_(seed), index_(index), stream_(static_cast<std::uint32_t>(stream)) {}

  constexpr PhiloxWords Words(std::uint32_t draw) const {
    return Philox4x32(seed_,
                      {static_cast<std::uint32_t>(index_), static_cast<std::uint32_t>(index_ >> 32), stream_, draw});
  }

  // 64 uniform bits.
  constexpr std::uint64_t Bits(std::uint32_t draw) const {
    const PhiloxWords words = Words(draw);
    return (std::uint64_t{words[1]} << 32) | words[0];
  }

  // Uniform in [0, 1), 53 bits.
  constexpr double Uniform(std::uint32_t draw) const { return static_cast<double>(Bits(draw) >> 11) * 0x1.0p-53; }

  // Uniform in [0, bound), by multiplication; the bias is below bound / 2^64. Requires: bound > 0.
  constexpr std::uint64_t Below(std::uint32_t draw, std::uint64_t bound) const {
    return static_cast<std::uint64_t>((static_cast<Uint128>(Bits(draw)) * bound) >> 64);
  }

 private:
  std::uint64_t seed_;
  std::uint64_t index_;
  std::uint32_t stream_;
};

}  // namespace linkbert
