// What of CpuDevice moves numbers without computing.
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "core/device/cpu/cpu_device.h"
#include "core/device/cpu/host_matrix.h"
#include "core/kernels/row_operations.h"
#include "data/samples/batch.h"

namespace linkbert {
namespace {

// The host's own: nothing is copied.
template <typename T>
DeviceArray<T> ArrayOf(std::span<const T> values) {
  return {.data = values.data(), .size = static_cast<std::int64_t>(values.size())};
}

// Of a model's working memory, whose first touch takes a short run's first steps: 16 steps of a small model were 4 %
// faster. A system without large pages ignores it.
void AskForLargePages(std::byte* begin, std::int64_t bytes) {
  constexpr std::int64_t kPage = 2 << 20;
  const auto skipped = (kPage - static_cast<std::int64_t>(reinterpret_cast<std::uintptr_t>(begin) % kPage)) % kPage;
  const std::int64_t whole = (bytes - skipped) / kPage * kPage;
  if (whole > 0) ::madvise(begin + skipped, static_cast<std::size_t>(whole), MADV_HUGEPAGE);
}

std::size_t RowBytes(const ConstView& view) { return static_cast<std::size_t>(view.columns * SizeOf(view.dtype)); }

}  // namespace

Device& HostDevice() {
  static CpuDevice device;
  return device;
}

Memory CpuDevice::Allocate(std::int64_t bytes) {
  const auto tensor = std::make_shared<at::Tensor>(at::empty({std::max<std::int64_t>(bytes, 1)}, at::kByte));
  auto* const data = static_cast<std::byte*>(tensor->mutable_data_ptr());
  AskForLargePages(data, bytes);
  return {.owner = tensor, .data = data, .bytes = bytes};
}

void CpuDevice::Zero(const View& view) {
  constexpr std::int64_t kPiece = 1 << 20;  // bytes a thread takes at a time, of gradients as long as the model
  if (view.contiguous()) {
    at::parallel_for(0, view.size() * SizeOf(view.dtype), kPiece, [&](std::int64_t begin, std::int64_t end) {
      std::memset(view.data + begin, 0, static_cast<std::size_t>(end - begin));
    });
    return;
  }
  for (std::int64_t r = 0; r < view.rows; ++r) std::memset(view.At(r, 0), 0, RowBytes(view));
}

void CpuDevice::Copy(const ConstView& from, const View& to) {
  LB_CHECK(from.rows == to.rows && from.columns == to.columns && from.dtype == to.dtype, "[{}, {}] to [{}, {}]",
           from.rows, from.columns, to.rows, to.columns);
  for (std::int64_t r = 0; r < from.rows; ++r) std::memcpy(to.At(r, 0), from.At(r, 0), RowBytes(from));
}

void CpuDevice::Upload(const void* from, std::int64_t bytes, void* to) {
  std::memcpy(to, from, static_cast<std::size_t>(bytes));
}

void CpuDevice::Download(const void* from, std::int64_t bytes, void* to) {
  std::memcpy(to, from, static_cast<std::size_t>(bytes));
}

DeviceIds CpuDevice::Load(std::span<const std::int32_t> ids) { return ArrayOf(ids); }

DeviceFloats CpuDevice::Load(std::span<const float> values) { return ArrayOf(values); }

DevicePieces CpuDevice::Load(std::span<const FlatPiece> pieces) { return ArrayOf(pieces); }

DeviceBatch CpuDevice::Load(const Batch& batch) {
  const auto ids = [this](const std::vector<std::int32_t>& values) { return Load(std::span(values)); };
  return {.rows = PackedRows(batch.cu_seqlens, batch.sample_index, batch.attended),
          .token_ids = ids(batch.token_ids),
          .token_type_ids = ids(batch.token_type_ids),
          .position_ids = ids(batch.position_ids),
          .first_rows = Load(std::span(batch.cu_seqlens).first(batch.sample_index.size())),
          .masked_rows = ids(batch.masked_rows),
          .masked_labels = ids(batch.masked_labels),
          .relation = ids(batch.relation)};
}

void CpuDevice::GatherRows(const ConstView& from, const DeviceIds& rows, const View& to) {
  LB_CHECK(rows.size == to.rows && from.columns == to.columns && from.dtype == to.dtype);
  for (std::int64_t i = 0; i < rows.size; ++i) std::memcpy(to.At(i, 0), from.At(rows.data[i], 0), RowBytes(from));
}

void CpuDevice::ScatterRows(const ConstView& from, const DeviceIds& rows, bool add, const View& to) {
  LB_CHECK(rows.size == from.rows && from.columns == to.columns);
  const ConstMatrix source = HostMatrix(from);
  const Matrix target = HostMatrix(to);
  for (std::int64_t i = 0; i < rows.size; ++i) {
    const float* values = source.Row(i);
    float* place = target.Row(rows.data[i]);
    if (add) {
      AddRow(values, from.columns, place);
    } else {
      std::copy_n(values, from.columns, place);
    }
  }
}

}  // namespace linkbert
