// How kernels share work between LibTorch's threads such that the numbers do not depend on how many there are.
//
// ForRowBlocks: fixed blocks of kRowBlock rows, so a reduction over rows always adds in the same order.
// ForDynamic: items of unequal cost, taken one by one by whoever is free; a body writes only to places its item names.
#pragma once
#include <ATen/Parallel.h>

#include <algorithm>
#include <atomic>
#include <cstdint>

namespace linkbert {

inline constexpr std::int64_t kRowBlock = 64;

inline std::int64_t RowBlocks(std::int64_t rows, std::int64_t block_rows = kRowBlock) {
  return (rows + block_rows - 1) / block_rows;
}

// body(block, begin row, end row)
template <typename Body>
void ForRowBlocks(std::int64_t rows, const Body& body, std::int64_t block_rows = kRowBlock) {
  at::parallel_for(0, RowBlocks(rows, block_rows), 1, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t block = first; block < last; ++block) {
      body(block, block * block_rows, std::min(rows, (block + 1) * block_rows));
    }
  });
}

// make_worker() is called once a thread that takes part and returns what is then called with each of its items.
template <typename MakeWorker>
void ForDynamic(std::int64_t count, const MakeWorker& make_worker) {
  std::atomic<std::int64_t> next{0};
  const std::int64_t threads = std::min<std::int64_t>(at::get_num_threads(), count);
  at::parallel_for(0, threads, 1, [&](std::int64_t, std::int64_t) {
    auto worker = make_worker();
    for (std::int64_t item = next++; item < count; item = next++) worker(item);
  });
}

}  // namespace linkbert
