// Axis: where a value lies on a chart's edge, and which values get a tick: 1, 2 or 5 times a power of ten.
// Pure and immutable.
#pragma once
#include <vector>

namespace linkbert::report {

struct Axis {
  double low = 0;
  double high = 1;
  bool logarithmic = false;
  std::vector<double> ticks;  // ascending, within [low, high]

  // 0 at low, 1 at high.
  double Place(double value) const;
};

// From low to high exactly; about `wanted` ticks.
Axis ExactAxis(double low, double high, int wanted);
// Widened to the ticks outside. Equal ends are widened too.
Axis RoundAxis(double low, double high, int wanted);
// Logarithmic, widened to 1, 2 or 5 times a power of ten. Requires: 0 < low <= high.
Axis LogAxis(double low, double high);

}  // namespace linkbert::report
