// The communicator's contract as cases that run on every rank of any back end (design section 9).
//
// Expected values come from a slow model: Value(rank, i) is known everywhere, so each rank reduces by itself. The
// values are small integers, exact in every data type including their sums.
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "distributed/communication/communicator.h"
#include "distributed/communication/reduction.h"

namespace linkbert::contract {

inline int Value(int rank, std::size_t i) {
  return static_cast<int>((i * 7 + static_cast<std::size_t>(rank) * 3) % 11);
}

// Element i of `bytes`, whatever its type; and a buffer of value(i) for i in [0, count).
inline double Read(const std::vector<std::byte>& bytes, std::size_t i, DType type) {
  const std::byte* const at = bytes.data() + i * BytesOf(type);
  const auto as = [&]<typename T>(T value) {
    return std::memcpy(&value, at, sizeof value), static_cast<double>(value);
  };
  float wide = 0;
  switch (type) {
    case DType::kFloat32:
      return as(float{});
    case DType::kFloat64:
      return as(double{});
    case DType::kInt64:
      return as(std::int64_t{});
    case DType::kUint8:
      return as(std::uint8_t{});
    case DType::kBFloat16:
      WidenBFloat16(at, &wide, 1);
  }
  return wide;
}

template <typename Function>
std::vector<std::byte> Fill(std::size_t count, DType type, const Function& value) {
  std::vector<std::byte> bytes(count * BytesOf(type));
  for (std::size_t i = 0; i < count; ++i) {
    std::byte* const at = bytes.data() + i * BytesOf(type);
    const auto put = [&]<typename T>(T v) { std::memcpy(at, &v, sizeof v); };
    const int v = value(i);
    const float wide = static_cast<float>(v);
    switch (type) {
      case DType::kFloat32:
        put(wide);
        break;
      case DType::kFloat64:
        put(static_cast<double>(v));
        break;
      case DType::kInt64:
        put(static_cast<std::int64_t>(v));
        break;
      case DType::kUint8:
        put(static_cast<std::uint8_t>(v));
        break;
      case DType::kBFloat16:
        NarrowToBFloat16(&wide, at, 1);
        break;
    }
  }
  return bytes;
}

// received[i] == expected(i) for all i; names the first difference.
template <typename Function>
void ExpectValues(const std::vector<std::byte>& received, DType type, const Function& expected) {
  const std::size_t count = received.size() / BytesOf(type);
  if (received == Fill(count, type, expected)) return;
  for (std::size_t i = 0; i < count; ++i) {
    ASSERT_EQ(Read(received, i, type), expected(i)) << "element " << i << ", type " << static_cast<int>(type);
  }
  FAIL() << "type " << static_cast<int>(type) << ": equal numbers of different bits";
}

inline int Reduced(int ranks, std::size_t i, ReduceOperation operation) {
  int result = Value(0, i);
  for (int r = 1; r < ranks; ++r) {
    result = operation == ReduceOperation::kSum ? result + Value(r, i) : std::max(result, Value(r, i));
  }
  return result;
}

struct Shape {
  std::size_t count;
  DType type;
  ReduceOperation operation;
};

// Small (MPI's own algorithms), odd, and large enough for several pieces of the ring; every type and both operations.
inline std::vector<Shape> Shapes() {
  std::vector<Shape> shapes;
  for (const auto type : {DType::kFloat32, DType::kFloat64, DType::kInt64, DType::kUint8, DType::kBFloat16}) {
    for (const auto operation : {ReduceOperation::kSum, ReduceOperation::kMax}) {
      for (const std::size_t bytes : {0, 8, 40, 8000, 70024}) {
        shapes.push_back({bytes / BytesOf(type) + bytes % 3, type, operation});
      }
    }
  }
  shapes.push_back({900'007, DType::kFloat32, ReduceOperation::kSum});
  return shapes;
}

struct Case {
  std::string name;
  void (*run)(Communicator&);
};

const std::vector<Case>& Cases();

}  // namespace linkbert::contract
