// The sections of the report page, each from what was read of the runs to a piece of HTML; "" where nothing is known.
//
// Flow: ReportData -> [sections] -> ReportPage. One source file a section or two. Pure functions.
#pragma once
#include <string>

#include "core/report/html_page.h"
#include "core/report/report_data.h"

namespace linkbert::report {

std::string KeyNumbers(const ReportData& data);     // key_numbers.cc: before -> after
std::string Curves(const ReportData& data);         // curves.cc
std::string History(const ReportData& data);        // history.cc: starts, kills, resumes
std::string Relations(const ReportData& data);      // relations.cc: confusion, AUC, probes
std::string Examples(const ReportData& data);       // examples.cc: held-out pairs with their links
std::string FineTunings(const ReportData& data);    // fine_tuning.cc
std::string CorpusFacts(const ReportData& data);    // corpus_facts.cc
std::string Configuration(const ReportData& data);  // configuration.cc: every key, runs side by side

// Rows of a table of facts: every link of a corpus by its fate.
std::string LinkRows(const LinkAccounting& links);  // corpus_facts.cc
// A run's name with its colour.
std::string RunName(const ReportData& data, std::size_t run);

}  // namespace linkbert::report
