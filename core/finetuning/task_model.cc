#include "core/finetuning/task_model.h"

#include "base/error.h"

namespace linkbert {

std::vector<float> ToVector(const at::Tensor& values) {
  const float* begin = values.const_data_ptr<float>();
  return {begin, begin + values.numel()};
}

double CountEqual(std::span<const std::int32_t> predicted, std::span<const std::int64_t> labels) {
  LB_CHECK(predicted.size() == labels.size(), "{} predictions, {} labels", predicted.size(), labels.size());
  double equal = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) equal += predicted[i] == labels[i] ? 1 : 0;
  return equal;
}

}  // namespace linkbert
