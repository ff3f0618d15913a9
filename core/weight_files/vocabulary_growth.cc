#include "core/weight_files/vocabulary_growth.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "base/error.h"
#include "base/normal_draws.h"
#include "base/thread_pool.h"

namespace linkbert {
namespace {

constexpr double kScale = 1e-9;  // of the covariance
constexpr std::size_t kBlockRows = 64;

using Square = std::vector<double>;  // width * width, by rows; only the lower half is used

std::vector<double> Mean(std::span<const float> rows, std::size_t width) {
  std::vector<double> mean(width, 0.0);
  for (std::size_t i = 0; i < rows.size(); ++i) mean[i % width] += static_cast<double>(rows[i]);
  const std::size_t count = rows.size() / width;
  for (double& value : mean) value /= static_cast<double>(count);
  return mean;
}

// One thread adds to a row of the result, row after row of the input: the same for any number of threads.
Square Covariance(std::span<const float> rows, const std::vector<double>& mean) {
  const std::size_t width = mean.size(), count = rows.size() / width;
  Square covariance(width * width, 0.0);
  std::vector<double> centered(kBlockRows * width);
  for (std::size_t first = 0; first < count; first += kBlockRows) {
    const std::size_t block = std::min(kBlockRows, count - first);
    for (std::size_t i = 0; i < block * width; ++i)
      centered[i] = static_cast<double>(rows[first * width + i]) - mean[i % width];
    ParallelFor(width, AllowedCores(), [&](std::size_t row) {
      double* sums = &covariance[row * width];
      for (std::size_t r = 0; r < block; ++r) {
        const double* values = &centered[r * width];
        const double factor = values[row];
        for (std::size_t column = 0; column <= row; ++column) sums[column] += factor * values[column];
      }
    });
  }
  for (double& value : covariance) value /= static_cast<double>(count);
  return covariance;
}

// In place: the lower triangle L of covariance = L L^T. False where it is not positive definite in single precision,
// which is what transformers decides by.
bool Cholesky(Square& matrix, std::size_t width) {
  double largest = 0;
  for (std::size_t i = 0; i < width; ++i) largest = std::max(largest, matrix[i * width + i]);
  const double least = largest * static_cast<double>(std::numeric_limits<float>::epsilon());
  for (std::size_t row = 0; row < width; ++row) {
    for (std::size_t column = 0; column <= row; ++column) {
      const double* a = &matrix[row * width];
      const double* b = &matrix[column * width];
      const double rest = a[column] - std::inner_product(a, a + column, b, 0.0);
      if (column < row) {
        matrix[row * width + column] = rest / b[column];
      } else if (rest <= least) {
        return false;
      } else {
        matrix[row * width + row] = std::sqrt(rest);
      }
    }
  }
  return true;
}

std::vector<double> Draws(const RandomSequence& sequence, std::size_t count) {
  std::vector<double> draws;
  for (std::uint32_t draw = 0; draws.size() < count; ++draw) {
    for (const double value : NormalDraws(sequence, draw)) draws.push_back(value);
  }
  draws.resize(count);
  return draws;
}

}  // namespace

void GrowEmbedding(std::span<float> rows_VH, std::int64_t row_width, std::int64_t old_rows, std::uint64_t seed) {
  const auto width = static_cast<std::size_t>(row_width);
  const std::size_t old_size = static_cast<std::size_t>(old_rows) * width;
  LB_CHECK(old_rows > 0 && rows_VH.size() % width == 0 && old_size <= rows_VH.size());
  const std::vector<double> mean = Mean(rows_VH.first(old_size), width);
  Square lower = Covariance(rows_VH.first(old_size), mean);
  const bool draws_rows = Cholesky(lower, width);
  for (std::size_t row = static_cast<std::size_t>(old_rows); row < rows_VH.size() / width; ++row) {
    const std::vector<double> draws = Draws({seed, RandomStream::kVocabularyGrowth, row}, width);
    for (std::size_t i = 0; i < width; ++i) {
      const double* factors = &lower[i * width];
      const double noise = std::inner_product(factors, factors + i + 1, draws.begin(), 0.0);
      rows_VH[row * width + i] = static_cast<float>(mean[i] + (draws_rows ? std::sqrt(kScale) * noise : 0.0));
    }
  }
}

}  // namespace linkbert
