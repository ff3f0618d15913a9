// Scores of several labels an example, merged by document: LinkBERT's figure of HoC (utils_hoc.py).
//
// Pure; safe from any thread.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "core/metrics/figures.h"

namespace linkbert {

// Examples whose ids agree up to their first '_' are one document: it has every label that one of them has. Counts over
// documents x labels. gold, predicted: [examples][labels]. Requires: equal sizes throughout.
MatchCounts CountByDocument(std::span<const std::string> ids, const std::vector<std::vector<bool>>& gold,
                            const std::vector<std::vector<bool>>& predicted);

// Counts over examples x labels: micro-averaged scores without merging.
MatchCounts CountLabels(const std::vector<std::vector<bool>>& gold, const std::vector<std::vector<bool>>& predicted);

}  // namespace linkbert
