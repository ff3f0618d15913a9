// Metrics of numbers: mean squared error, and the correlations of Pearson and Spearman as scipy's.
//
// A correlation is undefined with fewer than two examples or where one side is constant: no value, and the remark says
// which. Pure; safe from any thread. Requires: equal sizes, finite numbers.
#pragma once
#include <span>
#include <vector>

#include "core/metrics/figures.h"

namespace linkbert {

// "mse". Requires: at least one.
Figure MeanSquaredError(std::span<const double> gold, std::span<const double> predicted);

// "pearsonr"
Figure PearsonCorrelation(std::span<const double> gold, std::span<const double> predicted);

// "spearmanr": Pearson's of the ranks.
Figure SpearmanCorrelation(std::span<const double> gold, std::span<const double> predicted);

// From 1; equal values share the mean of their ranks.
std::vector<double> AverageRanks(std::span<const double> values);

}  // namespace linkbert
