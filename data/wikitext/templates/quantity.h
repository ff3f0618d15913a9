// QuantityText: a number as {{convert}} and {{val}} take it, as a reader sees it.
//
// "-1300.5" -> "−1,300.5", "6+1/2" -> "6 1⁄2", ".5" -> "0.5", "1.2e3" -> "1.2×10^3". Nothing for what is no number,
// such as "1,5" where commas part thousands. Pure; any thread.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "data/wikitext/templates/language_facts.h"

namespace linkbert::templates {

// Numbers of fewer digits are written without marks between thousands; kNoGroups: all are.
inline constexpr std::size_t kNoGroups = 1000;

// Marks are written for English alone; elsewhere a number keeps those it has.
std::optional<std::string> QuantityText(const LanguageFacts& language, std::string_view text, std::size_t least_digits);

// Whether a unit stands behind its number without a space: % and the signs of angles.
bool IsGluedUnit(std::string_view unit);

}  // namespace linkbert::templates
