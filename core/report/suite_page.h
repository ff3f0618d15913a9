// SuitePage: a suite's table as one HTML file in the report's style, that needs nothing else.
//
// Flow: SuiteResults -> SuiteTable -> [SuitePage] -> runs/SUITE/results.html. Everything is escaped. Pure.
#pragma once
#include <string>

#include "core/scoring/suite_results.h"

namespace linkbert::report {

std::string SuitePage(const SuiteResults& results, const SuiteTable& table);

}  // namespace linkbert::report
