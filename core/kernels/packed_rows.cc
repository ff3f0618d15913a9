#include "core/kernels/packed_rows.h"

#include <algorithm>
#include <utility>

#include "base/error.h"

namespace linkbert {

PackedRows::PackedRows(std::vector<std::int32_t> cu_seqlens, std::vector<std::uint64_t> sample_index,
                       std::vector<std::int32_t> attended)
    : cu_seqlens_(std::move(cu_seqlens)), sample_index_(std::move(sample_index)), attended_(std::move(attended)) {
  LB_CHECK(cu_seqlens_.size() == sample_index_.size() + 1 && cu_seqlens_.front() == 0, "{} cu_seqlens for {} sequences",
           cu_seqlens_.size(), sample_index_.size());
  LB_CHECK(attended_.empty() || attended_.size() == sample_index_.size(), "{} attended lengths for {} sequences",
           attended_.size(), sample_index_.size());
  for (std::int64_t sequence = 0; sequence < sequences(); ++sequence) {
    const std::int64_t length = Length(sequence);
    LB_CHECK(length >= 0, "sequence {} has length {}", sequence, length);
    LB_CHECK(attended_.empty() || (Attended(sequence) > 0 && Attended(sequence) <= length),
             "sequence {} of {} tokens, {} attended", sequence, length, Attended(sequence));
    longest_ = std::max(longest_, length);
    sequence_of_row_.insert(sequence_of_row_.end(), static_cast<std::size_t>(length),
                            static_cast<std::int32_t>(sequence));
  }
}

}  // namespace linkbert
