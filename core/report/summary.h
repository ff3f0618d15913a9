// SummaryText: what one or several runs came to, on a screen: the closing words of quickstart.sh.
//
// Flow: ReadReport -> [SummaryText] -> `linkbert report --summary`. A line a fact, at most 14 lines for one pretraining
// run and one fine-tuning result; what a run lacks is left out. Pure.
#pragma once
#include <string>

#include "core/report/report_data.h"

namespace linkbert::report {

std::string SummaryText(const ReportData& data);

}  // namespace linkbert::report
