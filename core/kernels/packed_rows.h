// PackedRows: which sequence each of a batch's N rows belongs to; what the kernels know of a batch.
//
// B sequences lie one after another without padding. Built once a batch by the model, read by every kernel; immutable.
#pragma once
#include <cstdint>
#include <vector>

namespace linkbert {

class PackedRows {
 public:
  // cu_seqlens: [B+1], ascending from 0; sample_index: [B]; attended: [B] of 1 to the length, or empty for all of it.
  PackedRows(std::vector<std::int32_t> cu_seqlens, std::vector<std::uint64_t> sample_index,
             std::vector<std::int32_t> attended = {});

  std::int64_t rows() const { return cu_seqlens_.back(); }
  std::int64_t sequences() const { return static_cast<std::int64_t>(sample_index_.size()); }
  std::int64_t Begin(std::int64_t sequence) const { return cu_seqlens_[static_cast<std::size_t>(sequence)]; }
  std::int64_t Length(std::int64_t sequence) const { return Begin(sequence + 1) - Begin(sequence); }
  // How many rows of the sequence, its first ones, are keys and values of attention.
  std::int64_t Attended(std::int64_t sequence) const {
    return attended_.empty() ? Length(sequence) : attended_[static_cast<std::size_t>(sequence)];
  }
  std::uint64_t Sample(std::int64_t sequence) const { return sample_index_[static_cast<std::size_t>(sequence)]; }
  std::int64_t longest() const { return longest_; }

  // Of one row: its sequence, and its place in that sequence.
  std::int32_t Sequence(std::int64_t row) const { return sequence_of_row_[static_cast<std::size_t>(row)]; }
  std::uint32_t Place(std::int64_t row) const { return static_cast<std::uint32_t>(row - Begin(Sequence(row))); }

 private:
  std::vector<std::int32_t> cu_seqlens_;
  std::vector<std::uint64_t> sample_index_;
  std::vector<std::int32_t> attended_;
  std::vector<std::int32_t> sequence_of_row_;
  std::int64_t longest_ = 0;
};

}  // namespace linkbert
