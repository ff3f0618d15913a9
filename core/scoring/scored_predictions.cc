#include "core/scoring/scored_predictions.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "base/error.h"

namespace linkbert {

std::string ChooseMetric(const ScoringRequest& request, std::span<const char* const> names) {
  if (request.metric.empty()) return names.front();
  if (std::ranges::find(names, request.metric) != names.end()) return request.metric;
  throw Fail(ErrorCode::kUsage, "metric {}: the examples of {} have {}.", request.metric, request.gold,
             fmt::join(names, ", "));
}

}  // namespace linkbert
