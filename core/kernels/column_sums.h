// ColumnSums: gradients of biases and of LayerNorm, summed over rows in an order that threads do not change.
//
// Each block of rows adds into its own row of partial sums; AddTo then adds the blocks in order onto the gradient.
#pragma once
#include <cstdint>
#include <vector>

namespace linkbert {

class ColumnSums {
 public:
  ColumnSums(std::int64_t blocks, std::int64_t columns);
  // Block's partial sums, [columns], zero at first. Different blocks may be filled by different threads.
  float* Block(std::int64_t block) { return partial_.data() + block * columns_; }
  // destination[c] += sum over blocks of column first_column + c, for c in [0, columns).
  void AddTo(std::int64_t first_column, std::int64_t columns, float* destination) const;

 private:
  std::int64_t blocks_;
  std::int64_t columns_;
  std::vector<float> partial_;
};

}  // namespace linkbert
