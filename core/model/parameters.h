// The parameters of a BERT with its heads: their list, their memory and their first values.
//
// Flow: BertConfig -> BertParameterSpecs -> [FlatParameters] <- layers look theirs up by name; reducer, optimizer and
// checkpoints see only the flat tensors. Names are those of transformers' BertForPreTraining, BertForMaskedLM and its
// BertFor... of the task types; the relation head is drp.weight and drp.bias.
// FlatParameters owns two fp32 tensors for the whole run; views stay valid while it lives. Threads: one writer.
#pragma once
#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/device/device.h"
#include "core/model/bert_config.h"
#include "distributed/sharding/flat_layout.h"

namespace linkbert {

struct BertHeads {
  bool pooler = true;
  bool mlm = true;
  bool drp = true;           // needs the pooler
  std::int64_t classes = 0;  // of a task's classifier, on the pooler or on tokens; 0: none
  bool spans = false;        // an answer's start and end: qa_outputs
};

inline constexpr std::int64_t kDrpLabels = 3;  // contiguous, random, linked

// In forward order. Within a layer query, key and value lie such that the three are one matrix in the flat buffer.
std::vector<ParameterSpec> BertParameterSpecs(const BertConfig& config, const BertHeads& heads);

// One parameter in the flat buffers; the gradient is null where none are kept.
struct ParameterView {
  ConstView value;  // [rows, columns]; of a vector [1, n]
  float* gradient = nullptr;

  const float* vector() const { return reinterpret_cast<const float*>(value.data); }  // fp32 on every device
};

enum class GradientMemory { kNone, kOwned };

class FlatParameters {
 public:
  // All values and gradients are 0 at first. The device must outlive them.
  FlatParameters(Device& device, std::vector<ParameterSpec> forward_order, std::int64_t bucket_elements,
                 GradientMemory memory);

  Device& device() const { return device_; }
  const FlatLayout& layout() const { return layout_; }
  const at::Tensor& values() const { return values_; }  // [layout().size()] fp32
  std::span<float> flat() { return {values_.mutable_data_ptr<float>(), static_cast<std::size_t>(values_.numel())}; }
  const at::Tensor& gradients() const { return gradients_; }  // the same; undefined without gradient memory

  bool Has(const std::string& name) const;
  // Views in the parameter's shape. Requires: Has(name).
  at::Tensor Value(const std::string& name) const;
  at::Tensor Gradient(const std::string& name) const;
  // The same as operations take it. Requires: the parameter has this shape.
  ParameterView View(const std::string& name, const std::vector<std::int64_t>& shape) const;

  void ZeroGradients();

 private:
  Device& device_;
  FlatLayout layout_;
  at::Tensor values_;
  at::Tensor gradients_;
};

// As transformers initialises: LayerNorm weights 1, biases 0, everything else normal(0, initializer_range), the row of
// [PAD] 0. A value depends on (seed, parameter name, element) alone, not on ranks, threads or layout.
void InitializeParameters(FlatParameters& parameters, const BertConfig& config, std::uint64_t seed);

}  // namespace linkbert
