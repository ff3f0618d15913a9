// FlatParameters: a model's working values and gradients, each in one piece of a device's memory.
//
// Flow: ParameterSpecs -> [FlatParameters] <- layers look theirs up by name; reducer, optimizer and checkpoints see
// only flat memory. Matrices have the device's storage type. Vectors (norms, biases) are fp32 on every device: where
// the storage type is another, they lie apart, and their places among the matrices hold the same in that type.
// Gradients are fp32. Where the storage type is fp32 the working values are the masters as well; else those are the
// optimizer's. Memory stays where it is while it lives. Threads: one writer.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/device/device.h"
#include "distributed/sharding/flat_layout.h"

namespace linkbert {

// One parameter; the gradient is null where none are kept.
struct ParameterView {
  ConstView value;  // [rows, columns]; of a vector [1, n]
  float* gradient = nullptr;

  const float* vector() const { return reinterpret_cast<const float*>(value.data); }  // Requires: it is one
};

enum class GradientMemory { kNone, kOwned };

class FlatParameters {
 public:
  // All values and gradients are 0 at first. The device must outlive them. ranks: that share the buckets.
  FlatParameters(Device& device, std::vector<ParameterSpec> forward_order, std::int64_t bucket_elements,
                 GradientMemory memory, int ranks = 1);

  Device& device() const { return device_; }
  const FlatLayout& layout() const { return layout_; }
  bool ValuesAreMasters() const { return device_.storage() == DType::kFloat32; }

  const View& values() const { return values_.view; }        // [1, layout().PaddedSize(ranks)]
  const View& gradients() const { return gradients_.view; }  // the same in fp32; empty without gradient memory
  const View& vectors() const { return vectors_.view; }      // fp32 copies of vectors; empty where values are fp32
  // Where a vector's copy begins there; -1 where it has none.
  std::int64_t VectorBegin(const std::string& name) const;

  bool Has(const std::string& name) const { return layout_.Has(name); }
  // As operations take it. Requires: the parameter has this shape.
  ParameterView Find(const std::string& name, const std::vector<std::int64_t>& shape) const;

  // Sets all values. fill: writes them in flat order, [layout().size()] fp32 on the host; what it finds there are zeros
  // or values from before, and what it leaves counts.
  void Write(const std::function<void(std::span<float> flat)>& fill);

  void ZeroGradients() { device_.Zero(gradients_.view); }

  // Backward passes say how far the gradients are complete but for what later micro-batches add: [0, flat_end). Called
  // in ascending order, last with layout().size(); null: nobody listens.
  using GradientListener = std::function<void(std::int64_t flat_end)>;
  void Listen(GradientListener listener) { listener_ = std::move(listener); }
  void GradientReady(std::int64_t flat_end) const {
    if (listener_) listener_(flat_end);
  }

 private:
  // Values in another type than fp32, from the host.
  void Convert(std::span<const float> flat);

  Device& device_;
  FlatLayout layout_;
  std::unordered_map<std::string, std::int64_t> vector_begins_;
  DeviceVector values_;
  DeviceVector vectors_;
  DeviceVector gradients_;
  GradientListener listener_;
};

}  // namespace linkbert
