#include "core/weight_files/vocabulary_growth.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/normal_draws.h"

namespace linkbert {
namespace {

constexpr std::int64_t kWidth = 3;

// Old rows with a covariance that is far from a multiple of 1.
std::vector<float> Rows(std::int64_t old_rows, std::int64_t new_rows) {
  std::vector<float> rows(static_cast<std::size_t>((old_rows + new_rows) * kWidth), 99.0F);
  for (std::int64_t r = 0; r < old_rows; ++r) {
    const auto n = NormalDraws({5, RandomStream::kVocabulary, static_cast<std::uint64_t>(r)}, 0);
    float* row = &rows[static_cast<std::size_t>(r * kWidth)];
    row[0] = static_cast<float>(100 + 3000 * n[0]);
    row[1] = static_cast<float>(-50 + 2000 * n[0] + 1000 * n[1]);
    row[2] = static_cast<float>(7 - 500 * n[1] + 800 * n[2]);
  }
  return rows;
}

struct Moments {
  double mean[kWidth] = {};
  double covariance[kWidth][kWidth] = {};
};

// Of the population, as transformers takes them.
Moments MomentsOf(const float* rows, std::int64_t count) {
  Moments moments;
  for (std::int64_t r = 0; r < count; ++r) {
    for (int i = 0; i < kWidth; ++i) moments.mean[i] += rows[r * kWidth + i] / static_cast<double>(count);
  }
  for (std::int64_t r = 0; r < count; ++r) {
    for (int i = 0; i < kWidth; ++i) {
      for (int j = 0; j < kWidth; ++j)
        moments.covariance[i][j] += (rows[r * kWidth + i] - moments.mean[i]) *
                                    (rows[r * kWidth + j] - moments.mean[j]) / static_cast<double>(count);
    }
  }
  return moments;
}

TEST(VocabularyGrowth, NewRowsHaveTheMeanAndABillionthOfTheCovarianceOfTheOldOnes) {
  constexpr std::int64_t kOld = 500, kNew = 40000;
  std::vector<float> rows = Rows(kOld, kNew);
  const std::vector<float> before = rows;
  GrowEmbedding(rows, kWidth, kOld, 1);
  EXPECT_TRUE(std::equal(before.begin(), before.begin() + kOld * kWidth, rows.begin())) << "old rows stay";
  const Moments old = MomentsOf(rows.data(), kOld), grown = MomentsOf(&rows[kOld * kWidth], kNew);
  for (int i = 0; i < kWidth; ++i) {
    const double deviation = std::sqrt(1e-9 * old.covariance[i][i]);
    EXPECT_NEAR(grown.mean[i], old.mean[i], 5 * deviation / std::sqrt(kNew));
    for (int j = 0; j < kWidth; ++j) {  // five standard errors
      const double scale = 1e-9 * std::sqrt(old.covariance[i][i] * old.covariance[j][j]);
      EXPECT_NEAR(grown.covariance[i][j], 1e-9 * old.covariance[i][j], 5 * scale * std::sqrt(2.0 / kNew));
    }
  }
}

TEST(VocabularyGrowth, RowsDependOnSeedAndPlaceAlone) {
  std::vector<float> few = Rows(50, 2), many = Rows(50, 9), other = few;
  GrowEmbedding(few, kWidth, 50, 1);
  GrowEmbedding(many, kWidth, 50, 1);
  GrowEmbedding(other, kWidth, 50, 2);
  EXPECT_TRUE(std::equal(few.begin(), few.end(), many.begin()));
  EXPECT_NE(few, other);
}

// transformers' fall-back: with fewer rows than columns, or rows that do not differ, the covariance is singular.
TEST(VocabularyGrowth, WithoutAPositiveDefiniteCovarianceANewRowIsTheMean) {
  std::vector<float> rows = {1, 2, 3, 3, 2, 1, 99, 99, 99, 99, 99, 99};
  GrowEmbedding(rows, kWidth, 2, 1);
  EXPECT_EQ(rows, (std::vector<float>{1, 2, 3, 3, 2, 1, 2, 2, 2, 2, 2, 2}));
}

}  // namespace
}  // namespace linkbert
