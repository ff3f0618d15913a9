#include "core/report/axis.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace linkbert::report {
namespace {

double NiceStep(double span, int wanted) {
  const double raw = span / std::max(1, wanted);
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (raw <= factor * power * 1.0001) return factor * power;
  }
  return 10 * power;
}

// Multiples of step within [low, high], a rounding error more or less. Adding 0 makes -0 a plain 0.
std::vector<double> Multiples(double low, double high, double step) {
  std::vector<double> ticks;
  for (double n = std::ceil(low / step - 1e-6) + 0.0; n * step <= high + 1e-6 * step; ++n) ticks.push_back(n * step);
  return ticks;
}

constexpr std::array<double, 3> kMantissas = {1, 2, 5};

}  // namespace

double Axis::Place(double value) const {
  if (logarithmic) return (std::log(value) - std::log(low)) / (std::log(high) - std::log(low));
  return (value - low) / (high - low);
}

Axis ExactAxis(double low, double high, int wanted) {
  if (!(high > low)) high = low + 1;
  return {low, high, false, Multiples(low, high, NiceStep(high - low, wanted))};
}

Axis RoundAxis(double low, double high, int wanted) {
  if (!(high > low)) {
    const double margin = low == 0 ? 1 : std::abs(low) * 0.1;
    low -= margin, high += margin;
  }
  const double step = NiceStep(high - low, wanted);
  low = std::floor(low / step + 1e-6) * step, high = std::ceil(high / step - 1e-6) * step;
  return {low, high, false, Multiples(low, high, step)};
}

Axis LogAxis(double low, double high) {
  std::vector<double> values;
  const int first = static_cast<int>(std::floor(std::log10(low))), last = static_cast<int>(std::ceil(std::log10(high)));
  for (int decade = first; decade <= last; ++decade) {
    for (const double mantissa : kMantissas) values.push_back(mantissa * std::pow(10.0, decade));
  }
  const auto above = [&](double value) { return std::lower_bound(values.begin(), values.end(), value * 0.9999); };
  auto begin = above(low), end = above(high);
  if (begin != values.begin() && *begin > low * 1.0001) --begin;
  if (begin == end) end = begin + 1;
  Axis axis{*begin, *end, true, {begin, end + 1}};
  if (axis.ticks.size() > 6) {  // decades alone
    std::erase_if(axis.ticks,
                  [](double tick) { return std::abs(std::log10(tick) - std::round(std::log10(tick))) > 1e-6; });
  }
  return axis;
}

}  // namespace linkbert::report
