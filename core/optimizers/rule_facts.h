// What is known of an optimizer's rule before any step.
#pragma once
#include <cstddef>
#include <string_view>

namespace linkbert {

struct RuleFacts {
  std::string_view name;    // optimizer.name
  std::string_view doc;     // beside the name in documents
  std::string_view states;  // a letter for each number it keeps of an element: their names in checkpoints
  // Whether it needs the norms of each tensor's values and direction, and so two passes with a reduction between them.
  bool tensor_norms = false;
  double clip_epsilon = 0;  // clipping divides by norm + this

  constexpr std::size_t StateCount() const { return states.size(); }
};

}  // namespace linkbert
