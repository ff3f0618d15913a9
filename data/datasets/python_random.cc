#include "data/datasets/python_random.h"

#include <bit>
#include <cstddef>

#include "base/error.h"

namespace linkbert {
namespace {

constexpr std::size_t kWords = std::mt19937::state_size;

// init_by_array of MT19937 (Matsumoto and Nishimura, 2002) for a key of one word, as a seed sequence: std::mt19937
// takes the words that generate() gives as its state.
class InitByArray {
 public:
  using result_type = std::uint32_t;
  explicit InitByArray(std::uint32_t key) : key_(key) {}

  template <typename Iterator>
  void generate(Iterator begin, Iterator end) const {
    LB_CHECK(static_cast<std::size_t>(end - begin) == kWords);
    begin[0] = 19650218U;
    for (std::size_t i = 1; i < kWords; ++i) begin[i] = 1812433253U * Mixed(begin[i - 1]) + static_cast<result_type>(i);
    std::size_t i = 1;
    const auto next = [&] {
      if (++i < kWords) return;
      begin[0] = begin[kWords - 1];
      i = 1;
    };
    for (std::size_t k = 0; k < kWords; ++k, next()) begin[i] = (begin[i] ^ Mixed(begin[i - 1]) * 1664525U) + key_;
    for (std::size_t k = 1; k < kWords; ++k, next()) {
      begin[i] = (begin[i] ^ Mixed(begin[i - 1]) * 1566083941U) - static_cast<result_type>(i);
    }
    begin[0] = 0x80000000U;
  }

 private:
  static result_type Mixed(result_type word) { return word ^ (word >> 30); }
  std::uint32_t key_;
};

std::mt19937 Seeded(std::uint32_t seed) {
  InitByArray sequence(seed);
  return std::mt19937(sequence);
}

}  // namespace

PythonRandom::PythonRandom(std::uint32_t seed) : generator_(Seeded(seed)) {}

std::uint32_t PythonRandom::Below(std::uint32_t bound) {
  LB_CHECK(bound > 0);
  const int unused = std::countl_zero(bound);  // getrandbits(k): the upper k of 32 bits
  for (;;) {
    const auto number = static_cast<std::uint32_t>(generator_()) >> unused;
    if (number < bound) return number;
  }
}

}  // namespace linkbert
