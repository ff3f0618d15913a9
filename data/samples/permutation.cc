#include "data/samples/permutation.h"

#include <algorithm>
#include <bit>

#include "base/error.h"
#include "base/philox.h"

namespace linkbert {

KeyedPermutation::KeyedPermutation(std::uint64_t seed, std::uint64_t epoch, std::uint64_t size) : size_(size) {
  LB_CHECK(size > 0 && size <= std::uint64_t{1} << 62, "a permutation of {} numbers", size);
  const RandomSequence keys(seed, RandomStream::kAnchorOrder, epoch);
  for (int round = 0; round < kRounds; ++round) {
    round_keys_[static_cast<std::size_t>(round)] = keys.Bits(static_cast<std::uint32_t>(round));
  }
  // At least 4: over fewer bits a Feistel network does not reach every order. Small sizes only walk longer.
  half_bits_ = std::max(4, static_cast<int>(std::bit_width(size - 1) + 1) / 2);
}

std::uint64_t KeyedPermutation::Encrypt(std::uint64_t value) const {
  const std::uint64_t mask = (std::uint64_t{1} << half_bits_) - 1;
  std::uint64_t left = value >> half_bits_;
  std::uint64_t right = value & mask;
  for (const std::uint64_t key : round_keys_) {
    const std::uint64_t mixed = left ^ (Philox4x32(key, {static_cast<std::uint32_t>(right), 0, 0, 0})[0] & mask);
    left = right;
    right = mixed;
  }
  return (left << half_bits_) | right;
}

std::uint64_t KeyedPermutation::operator()(std::uint64_t place) const {
  LB_CHECK(place < size_, "place {} of {}", place, size_);
  do {
    place = Encrypt(place);
  } while (place >= size_);
  return place;
}

}  // namespace linkbert
