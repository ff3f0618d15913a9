// Matrix views and the one matrix product of the model.
//
// Gemm is LibTorch's own BLAS (MKL in the official builds): measured on 2 threads at 200 of 224 GF/s for the model's
// shapes, transposed or not. It uses at::get_num_threads() threads, one inside a parallel region.
// Views do not own; the same stride rule everywhere: element (r, c) is data[r * stride + c].
#pragma once
#include <cstdint>

namespace linkbert {

struct Matrix {
  float* data;
  std::int64_t rows;
  std::int64_t columns;
  std::int64_t stride;

  Matrix(float* values, std::int64_t row_count, std::int64_t column_count)
      : Matrix(values, row_count, column_count, column_count) {}
  Matrix(float* values, std::int64_t row_count, std::int64_t column_count, std::int64_t row_stride)
      : data(values), rows(row_count), columns(column_count), stride(row_stride) {}
  float* Row(std::int64_t row) const { return data + row * stride; }
  std::int64_t size() const { return rows * columns; }
  // Rows [begin, end).
  Matrix Rows(std::int64_t begin, std::int64_t end) const { return {Row(begin), end - begin, columns, stride}; }
  // Columns [begin, end).
  Matrix Columns(std::int64_t begin, std::int64_t end) const { return {data + begin, rows, end - begin, stride}; }
};

struct ConstMatrix {
  const float* data;
  std::int64_t rows;  // of the stored matrix, also where it is read transposed
  std::int64_t columns;
  std::int64_t stride;
  bool transposed = false;

  // NOLINTNEXTLINE(google-explicit-constructor): a view may always be read
  ConstMatrix(const Matrix& m) : ConstMatrix(m.data, m.rows, m.columns, m.stride) {}
  ConstMatrix(const float* values, std::int64_t row_count, std::int64_t column_count)
      : ConstMatrix(values, row_count, column_count, column_count) {}
  ConstMatrix(const float* values, std::int64_t row_count, std::int64_t column_count, std::int64_t row_stride)
      : data(values), rows(row_count), columns(column_count), stride(row_stride) {}
  const float* Row(std::int64_t row) const { return data + row * stride; }
  ConstMatrix Rows(std::int64_t begin, std::int64_t end) const { return {Row(begin), end - begin, columns, stride}; }
  ConstMatrix Columns(std::int64_t begin, std::int64_t end) const { return {data + begin, rows, end - begin, stride}; }
  ConstMatrix Transposed() const {
    ConstMatrix result = *this;
    result.transposed = !transposed;
    return result;
  }
};

enum class Store { kOverwrite, kAccumulate };

// c = a b, or c += a b. An inner dimension of 0 is a sum over nothing; c without elements is left alone.
void Gemm(const ConstMatrix& a, const ConstMatrix& b, Store store, const Matrix& c);

}  // namespace linkbert
