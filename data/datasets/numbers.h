// A number in a text, as Python's float() reads it, without nan, infinity and underscores. Pure.
#pragma once
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include "data/datasets/task_line.h"

namespace linkbert {

inline std::optional<double> ParseNumber(std::string_view text) {
  text = PythonStrip(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

}  // namespace linkbert
