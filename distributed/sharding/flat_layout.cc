#include "distributed/sharding/flat_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/hash.h"

namespace linkbert {
namespace {

std::int64_t ElementsOf(const ParameterSpec& spec) {
  std::int64_t elements = 1;
  for (const std::int64_t extent : spec.shape) {
    LB_CHECK(extent > 0, "parameter {} has an extent of {}", spec.name, extent);
    elements *= extent;
  }
  return elements;
}

std::string HashOf(const std::vector<FlatLayout::Entry>& entries, const std::vector<FlatRange>& buckets) {
  std::string text = "flat layout 1\n";
  for (const FlatLayout::Entry& entry : entries) {
    text += fmt::format("{} [{}] {} {} {}\n", entry.spec.name, fmt::join(entry.spec.shape, ","), entry.spec.decay,
                        entry.range.begin, entry.range.end);
  }
  for (const FlatRange& bucket : buckets) text += fmt::format("bucket {} {}\n", bucket.begin, bucket.end);
  return Hash128Hex(text.data(), text.size());
}

}  // namespace

FlatLayout::FlatLayout(std::vector<ParameterSpec> forward_order, std::int64_t bucket_elements) {
  LB_CHECK(!forward_order.empty() && bucket_elements > 0, "{} parameters, buckets of {} elements", forward_order.size(),
           bucket_elements);
  std::reverse(forward_order.begin(), forward_order.end());
  std::int64_t bucket_begin = 0;
  for (ParameterSpec& spec : forward_order) {
    const std::int64_t elements = ElementsOf(spec);
    const FlatRange range{size_, size_ + elements};
    places_.emplace(spec.name, entries_.size());
    LB_CHECK(places_.size() == entries_.size() + 1, "two parameters are named {}", spec.name);
    entries_.push_back({std::move(spec), range});
    parameters_ += elements;
    size_ = Aligned(range.end);
    if (size_ - bucket_begin >= bucket_elements) {
      buckets_.push_back({bucket_begin, size_});
      bucket_begin = size_;
    }
  }
  if (bucket_begin < size_) buckets_.push_back({bucket_begin, size_});
  hash_ = HashOf(entries_, buckets_);
}

const FlatLayout::Entry& FlatLayout::Find(const std::string& name) const {
  const auto place = places_.find(name);
  LB_CHECK(place != places_.end(), "no parameter is named {}", name);
  return entries_[place->second];
}

std::int64_t PartOf(FlatRange bucket, int ranks) { return FlatLayout::Aligned((bucket.size() + ranks - 1) / ranks); }

FlatSlice FlatLayout::Slice(int rank, int ranks) const {
  LB_CHECK(ranks > 0 && rank >= 0 && rank < ranks, "rank {} of {}", rank, ranks);
  FlatSlice slice{.ranges = {}, .begins = {0}};
  for (const FlatRange& bucket : buckets_) {
    const std::int64_t part = PartOf(bucket, ranks);
    const auto place = [&](std::int64_t number) { return std::min(bucket.begin + number * part, bucket.end); };
    slice.ranges.push_back({place(rank), place(rank + 1)});
    slice.begins.push_back(slice.begins.back() + part);
  }
  return slice;
}

}  // namespace linkbert
