// The report page's style and its few lines of script.
//
// The eight series colours are told apart in light and dark mode and with the common colour-blindnesses (after Okabe
// and Ito). The script only shows, under a chart, the values nearest to the pointer; it writes text, never HTML.
#pragma once

namespace linkbert::report {

extern const char kPageStyle[];
extern const char kPageScript[];

}  // namespace linkbert::report
