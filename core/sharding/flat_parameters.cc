#include "core/sharding/flat_parameters.h"

#include <utility>

#include "base/bfloat16.h"
#include "base/error.h"

namespace linkbert {
namespace {

bool IsVector(const ParameterSpec& spec) { return spec.shape.size() == 1; }

}  // namespace

FlatParameters::FlatParameters(Device& device, std::vector<ParameterSpec> forward_order, std::int64_t bucket_elements,
                               GradientMemory memory, int ranks)
    : device_(device), layout_(std::move(forward_order), bucket_elements) {
  values_ = AllocateVector(device_, layout_.PaddedSize(ranks), device_.storage());
  if (memory == GradientMemory::kOwned) {
    gradients_ = AllocateVector(device_, layout_.PaddedSize(ranks), DType::kFloat32);
  }
  if (ValuesAreMasters()) return;
  std::int64_t elements = 0;
  for (const FlatLayout::Entry& entry : layout_.entries()) {
    if (!IsVector(entry.spec)) continue;
    vector_begins_.emplace(entry.spec.name, elements);
    elements += FlatLayout::Aligned(entry.range.size());
  }
  vectors_ = AllocateVector(device_, elements, DType::kFloat32);
}

std::int64_t FlatParameters::VectorBegin(const std::string& name) const {
  const auto place = vector_begins_.find(name);
  return place == vector_begins_.end() ? -1 : place->second;
}

ParameterView FlatParameters::Find(const std::string& name, const std::vector<std::int64_t>& shape) const {
  const FlatLayout::Entry& entry = layout_.Find(name);
  LB_CHECK(entry.spec.shape == shape, "{} has another shape", name);
  const std::int64_t rows = shape.size() == 1 ? 1 : shape.front(), columns = shape.back();
  const std::int64_t vector = VectorBegin(name);
  const View& whole = vector < 0 ? values_.view : vectors_.view;
  const std::byte* const value = whole.At(0, vector < 0 ? entry.range.begin : vector);
  return {{value, rows, columns, columns, whole.dtype, device_.kind()},
          gradients_.view.empty() ? nullptr : gradients_.floats() + entry.range.begin};
}

void FlatParameters::Write(const std::function<void(std::span<float> flat)>& fill) {
  const auto elements = static_cast<std::size_t>(layout_.size());
  if (device_.kind() == DeviceKind::kCpu && ValuesAreMasters()) return fill({values_.floats(), elements});
  std::vector<float> flat(elements);
  fill(flat);
  if (ValuesAreMasters()) return device_.Upload(flat.data(), layout_.size() * 4, values_.view.data);
  Convert(flat);
}

void FlatParameters::Convert(std::span<const float> flat) {
  LB_CHECK(device_.storage() == DType::kBFloat16);
  std::vector<std::uint16_t> narrow(flat.size());
  for (std::size_t i = 0; i < flat.size(); ++i) narrow[i] = RoundToBFloat16(flat[i]);
  device_.Upload(narrow.data(), layout_.size() * SizeOf(DType::kBFloat16), values_.view.data);
  for (const FlatLayout::Entry& entry : layout_.entries()) {
    const std::int64_t vector = VectorBegin(entry.spec.name);
    if (vector < 0) continue;
    device_.Upload(flat.data() + entry.range.begin, entry.range.size() * 4, vectors_.floats() + vector);
  }
}

}  // namespace linkbert
