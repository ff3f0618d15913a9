// Passes: what an operation of a device reads and writes for one batch, where that is more than a view or two.
//
// Flow: model -> [...Pass] -> Device. Views of one batch of N rows; what a backward pass reads, its forward pass wrote.
#pragma once
#include "core/device/device_batch.h"
#include "core/device/operations.h"

namespace linkbert {

struct ActivationBackwardPass {
  ConstView x;  // [N, in]
  SavedActivation saved;
  View grad;  // [N, out]: on entry of the output; overwritten
  InputGradient grad_x;
};

struct GatedBackwardPass {
  ConstView x;            // [N, in]
  SavedActivation saved;  // product [N, 2 out], output [N, out]
  ConstView grad;         // [N, out], of the output
  View grad_product;      // [N, 2 out] scratch
  InputGradient grad_x;
};

struct ResidualNormPass {
  ConstView x;         // [N, in]
  ConstView residual;  // [N, H]
  SavedNorm saved;     // written
  View output;         // [N, H]
};
struct ResidualNormBackwardPass {
  ConstView x;
  SavedNorm saved;
  View grad;         // [N, H]: on entry of the output, on return of the residual
  View grad_branch;  // [N, H] scratch
  InputGradient grad_x;
};

struct AttentionPass {
  ConstView x;           // [N, H]
  SavedAttention saved;  // written
  View context;          // [N, H]
};
struct AttentionBackwardPass {
  ConstView x;
  SavedAttention saved;
  ConstView grad_context;  // [N, H]
  View grad_projections;   // [N, 3 H] scratch
  View grad_x;             // [N, H], added to
};

// The softmax cross entropy of a linear layer's outputs against labels.
struct CrossEntropyPass {
  ConstView x;       // [M, in]
  DeviceIds labels;  // [M] in [0, out)
  View logits;       // [Device::LogitRows(M, out), out] scratch
  LossSums sums;
  const double* scale = nullptr;  // on the device; of the gradients: *scale * d(sum of losses)
  View grad_x = {};               // [M, in], overwritten
};

// A loss of logits that become *scale * its gradient.
struct LogitsPass {
  View logits;
  const double* scale;  // on the device
  LossSums sums;
};

}  // namespace linkbert
