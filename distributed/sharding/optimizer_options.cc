#include "distributed/sharding/optimizer_options.h"

#include "base/error.h"

namespace linkbert {

void Visit(OptionVisitor& visitor, OptimizerOptions& options) {
  visitor.Field(
      {.name = "name",
       .doc = "adamw: decoupled weight decay as torch.optim.AdamW; hf_adamw: as the retired transformers.AdamW, "
              "which LinkBERT's recipes were tuned with",
       .choices = {"adamw", "hf_adamw"}},
      options.name);
  visitor.Field({.name = "beta1", .doc = "Decay of the first moment", .minimum = 0, .maximum = 1}, options.beta1);
  visitor.Field({.name = "beta2", .doc = "Decay of the second moment", .minimum = 0, .maximum = 1}, options.beta2);
  visitor.Field({.name = "epsilon", .doc = "Added to the root of the second moment", .minimum = 0}, options.epsilon);
  visitor.Field({.name = "weight_decay", .doc = "Decay of weights; biases and LayerNorm have none", .minimum = 0},
                options.weight_decay);
  visitor.Field(
      {.name = "max_gradient_norm", .doc = "Longest gradient, by its global norm; 0 does not clip", .minimum = 0},
      options.max_gradient_norm);
}

AdamKind KindOf(const OptimizerOptions& options) {
  if (options.name == "adamw") return AdamKind::kAdamW;
  if (options.name == "hf_adamw") return AdamKind::kHfAdamW;
  throw Fail(ErrorCode::kConfiguration, "optimizer.name: {} is not an optimizer; choose adamw or hf_adamw",
             options.name);
}

}  // namespace linkbert
