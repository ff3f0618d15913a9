// DType: what numbers are. View: a matrix in a device's memory, and what its numbers are. Does not own.
//
// Element (r, c) lies at r * stride + c. Every operation, and every channel between ranks, checks that a view is its
// device's and of a type that it takes; the host looks into one only through the device (core/device/device.h).
#pragma once
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace linkbert {

enum class DType : std::uint8_t { kFloat32, kBFloat16, kFloat64, kInt64, kUint8 };
constexpr std::int64_t SizeOf(DType type) {  // bytes
  switch (type) {
    case DType::kFloat32:
      return 4;
    case DType::kBFloat16:
      return 2;
    case DType::kFloat64:
    case DType::kInt64:
      return 8;
    case DType::kUint8:
      return 1;
  }
  return 0;
}

enum class DeviceKind : std::uint8_t { kCpu, kCuda };

template <typename Byte>  // std::byte or const std::byte
struct BasicView {
  BasicView() = default;
  BasicView(Byte* begin, std::int64_t row_count, std::int64_t column_count, std::int64_t row_stride, DType type,
            DeviceKind where)
      : data(begin), rows(row_count), columns(column_count), stride(row_stride), dtype(type), device(where) {}
  template <typename Other>
  requires(std::is_const_v<Byte> && !std::is_const_v<Other>)
      // NOLINTNEXTLINE(google-explicit-constructor): a view may always be read
      BasicView(const BasicView<Other>& other)
      : BasicView(other.data, other.rows, other.columns, other.stride, other.dtype, other.device) {}

  bool empty() const { return data == nullptr; }  // no view at all: what an operation need not give
  std::int64_t size() const { return rows * columns; }
  bool contiguous() const { return stride == columns || rows <= 1; }
  // Rows [begin, end).
  BasicView Rows(std::int64_t begin, std::int64_t end) const {
    return {At(begin, 0), end - begin, columns, stride, dtype, device};
  }
  // Columns [begin, end).
  BasicView Columns(std::int64_t begin, std::int64_t end) const {
    return {At(0, begin), rows, end - begin, stride, dtype, device};
  }
  // The same numbers in rows of another length. Requires: contiguous.
  BasicView Reshaped(std::int64_t row_count, std::int64_t column_count) const {
    return {data, row_count, column_count, column_count, dtype, device};
  }
  Byte* At(std::int64_t row, std::int64_t column) const { return data + (row * stride + column) * SizeOf(dtype); }

  Byte* data = nullptr;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
  std::int64_t stride = 0;  // elements
  DType dtype = DType::kFloat32;
  DeviceKind device = DeviceKind::kCpu;
};

using View = BasicView<std::byte>;
using ConstView = BasicView<const std::byte>;

}  // namespace linkbert
