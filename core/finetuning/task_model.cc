#include "core/finetuning/task_model.h"

namespace linkbert {

std::vector<float> ToVector(const at::Tensor& values) {
  const float* begin = values.const_data_ptr<float>();
  return {begin, begin + values.numel()};
}

}  // namespace linkbert
