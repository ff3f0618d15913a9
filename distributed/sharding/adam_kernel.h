// The element-wise update of AdamW and of Hugging Face's AdamW: raw pointers, one pass over memory, no allocation.
//
// adamw is torch.optim.AdamW: decay first, epsilon added to the bias-corrected sqrt(v). hf_adamw is the retired
// transformers.AdamW, with which LinkBERT's recipes were tuned: epsilon added to the uncorrected sqrt(v), decay after.
// Pure but for the arrays written; segments do not overlap, so any thread may take any of them.
#pragma once
#include <cstdint>

#include "distributed/sharding/optimizer_options.h"

namespace linkbert {

// A run of elements of one parameter that this rank owns.
struct AdamSegment {
  std::int64_t flat_begin;   // where it lies in the flat parameters
  std::int64_t slice_begin;  // where it lies in the slice: gradient and moments
  std::int64_t elements;
  bool decay;
};

struct AdamScalars {
  float gradient_scale;
  float beta1;
  float one_minus_beta1;  // in fp64 before rounding: 1 - 0.999f is off by 5e-5
  float beta2;
  float one_minus_beta2;
  float epsilon;
  float step_size;   // adamw: lr / (1 - beta1^t); hf_adamw: lr * sqrt(1 - beta2^t) / (1 - beta1^t)
  float root_scale;  // adamw: 1 / sqrt(1 - beta2^t); hf_adamw: 1
  float decay;       // lr * weight_decay; 0 where the segment has none
};

// step_number counts from 1.
AdamScalars MakeAdamScalars(const OptimizerOptions& options, std::int64_t step_number, double lr,
                            double gradient_scale);

// Each [elements] fp32; none overlaps another.
struct AdamArrays {
  const float* gradient;
  float* parameters;
  float* first;
  float* second;
};

void AdamUpdate(AdamKind kind, const AdamScalars& scalars, std::int64_t elements, const AdamArrays& arrays);

}  // namespace linkbert
