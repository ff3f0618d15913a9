#include "launch/commands/number_range.h"

#include <fmt/core.h>

namespace linkbert {

CLI::Validator NumberRange(double low, double high) {
  const auto check = [low, high](std::string& text) -> std::string {
    double value = 0;
    const bool inside = CLI::detail::lexical_cast(text, value) && value >= low && value <= high;
    return inside ? "" : fmt::format("Value {} not in range {} to {}", text, low, high);
  };
  return CLI::Validator(check, fmt::format("FLOAT in [{} - {}]", low, high));
}

}  // namespace linkbert
