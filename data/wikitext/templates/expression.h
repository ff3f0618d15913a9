// EvaluateExpression: what MediaWiki's {{#expr: 1 + 2 * 3}} gives. Pure; its depth is bounded.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace linkbert {

// + - * / div mod ^ round, comparisons, and or not, abs floor ceil trunc, parentheses. Nothing for anything else, for a
// division by 0 and for numbers that MediaWiki writes with an exponent.
std::optional<std::string> EvaluateExpression(std::string_view text);

}  // namespace linkbert
