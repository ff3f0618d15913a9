#include "core/kernels/column_sums.h"

#include <ATen/Parallel.h>

#include "core/kernels/row_operations.h"

namespace linkbert {
ColumnSums::ColumnSums(std::int64_t blocks, std::int64_t columns)
    : blocks_(blocks), columns_(columns), partial_(static_cast<std::size_t>(blocks * columns)) {}

void ColumnSums::AddTo(std::int64_t first_column, std::int64_t columns, float* destination) const {
  constexpr std::int64_t kGrain = 2048;  // columns; below that one thread is faster
  at::parallel_for(0, columns, kGrain, [&](std::int64_t begin, std::int64_t end) {
    std::vector<float> sum(static_cast<std::size_t>(end - begin));
    for (std::int64_t block = 0; block < blocks_; ++block) {
      AddRow(partial_.data() + block * columns_ + first_column + begin, end - begin, sum.data());
    }
    AddRow(sum.data(), end - begin, destination + begin);
  });
}

}  // namespace linkbert
