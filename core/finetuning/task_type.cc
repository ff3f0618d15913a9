#include "core/finetuning/task_type.h"

#include <algorithm>
#include <cmath>

#include "core/finetuning/epoch_order.h"

namespace linkbert {

std::vector<std::uint64_t> TakenExamples(const TaskInput& input, std::size_t examples) {
  auto most = static_cast<std::uint64_t>(std::ceil(input.fraction * static_cast<double>(examples)));
  if (input.max_examples > 0) most = std::min(most, static_cast<std::uint64_t>(input.max_examples));
  return ChooseExamples(examples, std::max<std::uint64_t>(most, 1));
}

}  // namespace linkbert
