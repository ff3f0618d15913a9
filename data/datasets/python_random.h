// PythonRandom: CPython's random module, as far as splits of datasets were made with it: seed(int), shuffle, choice.
//
// MT19937 seeded by init_by_array, as random.seed does for a whole number; randbelow by rejection of getrandbits, as
// CPython 3.2 and later. std::shuffle on the same generator gives another order. Pure given the seed; one thread.
#pragma once
#include <cstdint>
#include <random>
#include <span>
#include <utility>

namespace linkbert {

class PythonRandom {
 public:
  // random.seed(seed).
  explicit PythonRandom(std::uint32_t seed);

  // Uniform in [0, bound). Requires: bound > 0.
  std::uint32_t Below(std::uint32_t bound);

  template <typename T>
  void Shuffle(std::span<T> items) {
    for (std::size_t i = items.size(); i-- > 1;) {
      std::swap(items[i], items[Below(static_cast<std::uint32_t>(i + 1))]);
    }
  }

  // The place of random.choice's pick among `count`.
  std::size_t Choice(std::size_t count) { return Below(static_cast<std::uint32_t>(count)); }

 private:
  std::mt19937 generator_;
};

}  // namespace linkbert
