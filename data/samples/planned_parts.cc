#include "data/samples/planned_parts.h"

#include <algorithm>

namespace linkbert {

constexpr std::size_t kPlanned = 1024;  // units planned at a time: planning is quadratic in them

void ForEachPlannedPart(const UnitList& units, const BatchPlanOptions& plan, std::int64_t rank,
                        const std::function<void(const PlannedPart& part)>& visit) {
  for (std::size_t begin = 0; begin < units.count; begin += kPlanned) {
    std::vector<std::uint32_t> lengths;
    for (std::size_t unit = begin; unit < std::min(units.count, begin + kPlanned); ++unit) {
      lengths.push_back(units.length(unit));
    }
    const BatchPlan planned = PlanBatch(lengths, plan);
    PlannedPart part = {.micro_batches = planned.ranks[static_cast<std::size_t>(rank)],
                        .bounds = BoundsOf(planned, rank, lengths, units.sequences)};
    for (BatchPlan::MicroBatch& slots : part.micro_batches) {
      for (std::uint32_t& slot : slots) slot += static_cast<std::uint32_t>(begin);
    }
    visit(part);
  }
}

}  // namespace linkbert
