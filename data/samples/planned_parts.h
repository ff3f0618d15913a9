// PlannedPart: what one rank does of a long list of units (texts, examples, samples) that are evaluated once.
//
// Flow: lengths of the units -> PlanBatch, so many at a time as are planned quickly -> [PlannedPart] -> Reserve of a
// model, passes. As PlanBatch a function of its arguments alone, on every rank alike.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "data/samples/batch_bounds.h"
#include "data/samples/batch_plan.h"

namespace linkbert {

struct PlannedPart {
  std::vector<BatchPlan::MicroBatch> micro_batches;  // this rank's; units, ascending
  BatchBounds bounds;                                // of these, without rows of losses
};

struct UnitList {
  std::size_t count;
  std::function<std::uint32_t(std::size_t unit)> length;  // tokens
  std::int64_t sequences = 1;                             // of each unit
};

void ForEachPlannedPart(const UnitList& units, const BatchPlanOptions& plan, std::int64_t rank,
                        const std::function<void(const PlannedPart& part)>& visit);

}  // namespace linkbert
