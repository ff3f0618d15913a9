// What the variables of a BERT in TensorFlow are among parameters: Google's names, which BioBERT and others kept.
#pragma once
#include <optional>
#include <string>

namespace linkbert {

struct TensorFlowName {
  std::string name;         // transformers' BertForPreTraining's, or that of a fine-tuned head
  bool transposed = false;  // a kernel is [in, out], a weight [out, in]
};

// "bert/encoder/layer_0/output/dense/kernel" -> "bert.encoder.layer.0.output.dense.weight", transposed. A variable
// outside bert/ and cls/ that is no head keeps its name. Nothing for what an optimizer keeps: moments, the step.
std::optional<TensorFlowName> ParameterOfVariable(const std::string& variable);

}  // namespace linkbert
