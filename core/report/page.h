// ReportPage: the whole report as one HTML file that needs nothing else: no network, no fonts, no libraries.
//
// Flow: ReadReport -> [ReportPage] -> `linkbert report`. Works without JavaScript; a few lines add a read-out under the
// pointer. Narrow screens and dark mode are handled by its style (page_style.h). Nothing in it depends on when or where
// it is made: the same runs give the same bytes. Everything read from a run is escaped.
#pragma once
#include <string>

#include "core/report/report_data.h"

namespace linkbert::report {

std::string ReportPage(const ReportData& data);

}  // namespace linkbert::report
