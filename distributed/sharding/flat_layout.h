// FlatLayout: where every parameter lies in the one flat buffer that gradients, optimizer and checkpoints share.
//
// Static reverse forward order (gradients become ready in that order), each parameter begins at a multiple of 64
// elements, buckets end at parameter ends; all of it independent of the rank count, and its hash goes into checkpoints.
// Immutable; safe from any thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace linkbert {

struct ParameterSpec {
  std::string name;  // as in `transformers`, e.g. "bert.encoder.layer.0.attention.self.query.weight"
  std::vector<std::int64_t> shape;
  bool decay;  // weight decay applies: not to biases and LayerNorm
};

// Half-open range of elements of the flat buffer.
struct FlatRange {
  std::int64_t begin;
  std::int64_t end;
  std::int64_t size() const { return end - begin; }
  bool operator==(const FlatRange&) const = default;
};

// What one rank owns of the flat buffer: one range a bucket, in flat order. Gradients and optimizer states of the
// ranges lie one after another, each with room for a whole part: the slice is as long on every rank.
struct FlatSlice {
  std::vector<FlatRange> ranges;
  std::vector<std::int64_t> begins;  // where each begins in the slice, and last the slice's length: [ranges + 1]

  std::int64_t size() const { return begins.back(); }
};

// Elements of a bucket that each of so many ranks owns: a multiple of 64, so that loads and gathers stay aligned.
std::int64_t PartOf(FlatRange bucket, int ranks);

class FlatLayout {
 public:
  static constexpr std::int64_t kAlignment = 64;  // elements
  static std::int64_t Aligned(std::int64_t elements) { return (elements + kAlignment - 1) / kAlignment * kAlignment; }

  struct Entry {
    ParameterSpec spec;
    FlatRange range;  // exactly the parameter's elements, without the padding that follows
  };

  // Parameters in forward order; a bucket is closed as soon as it holds at least bucket_elements.
  FlatLayout(std::vector<ParameterSpec> forward_order, std::int64_t bucket_elements);

  const std::vector<Entry>& entries() const { return entries_; }  // in flat order: reverse forward
  bool Has(const std::string& name) const { return places_.contains(name); }
  const Entry& Find(const std::string& name) const;  // LB_CHECKs that it exists
  const std::vector<FlatRange>& buckets() const { return buckets_; }
  std::int64_t size() const { return size_; }              // elements, padding included
  std::int64_t parameters() const { return parameters_; }  // elements, padding not counted
  const std::string& hash() const { return hash_; }        // over names, shapes, ranges and buckets

  // What rank owns: each bucket is cut into `ranks` parts as long as PartOf says; the last ones may be shorter or
  // empty.
  FlatSlice Slice(int rank, int ranks) const;
  // Elements of memory in which every bucket may be taken for `ranks` whole parts: a bucket's last part may reach into
  // the next bucket, and beyond the end.
  std::int64_t PaddedSize(int ranks) const { return size_ + kAlignment * (ranks - 1); }

 private:
  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::size_t> places_;  // by name, in entries_
  std::vector<FlatRange> buckets_;
  std::int64_t size_ = 0;
  std::int64_t parameters_ = 0;
  std::string hash_;
};

}  // namespace linkbert
