#include "core/kernels/packed_rows.h"

#include <algorithm>
#include <utility>

#include "base/error.h"

namespace linkbert {

PackedRows::PackedRows(std::vector<std::int32_t> cu_seqlens, std::vector<std::uint64_t> sample_index)
    : cu_seqlens_(std::move(cu_seqlens)), sample_index_(std::move(sample_index)) {
  LB_CHECK(cu_seqlens_.size() == sample_index_.size() + 1 && cu_seqlens_.front() == 0, "{} cu_seqlens for {} sequences",
           cu_seqlens_.size(), sample_index_.size());
  for (std::int64_t sequence = 0; sequence < sequences(); ++sequence) {
    const std::int64_t length = Length(sequence);
    LB_CHECK(length >= 0, "sequence {} has length {}", sequence, length);
    longest_ = std::max(longest_, length);
    sequence_of_row_.insert(sequence_of_row_.end(), static_cast<std::size_t>(length),
                            static_cast<std::int32_t>(sequence));
  }
}

}  // namespace linkbert
