#include "data/samples/anchors.h"

#include <algorithm>
#include <atomic>
#include <bit>

#include "base/error.h"
#include "base/philox.h"
#include "base/thread_pool.h"

namespace linkbert {
namespace {

constexpr std::uint64_t kBlockWords = 8;  // 512 segments a block: one cache line of bits
constexpr std::uint64_t kDocumentsAnItem = 4096;

}  // namespace

Anchors::Anchors(const Corpus& corpus, const SampleOptions& options, Split split, int threads)
    : corpus_(corpus),
      seed_(static_cast<std::uint64_t>(options.seed)),
      max_length_(static_cast<std::uint32_t>(options.max_length)),
      anchor_share_(options.anchor_share),
      short_probability_(options.short_probability),
      cut_short_documents_(options.cut_short_documents),
      starts_((corpus.segment_count() + 63) / 64) {
  Validate(options);
  const std::uint64_t documents = corpus.document_count();
  ParallelFor((documents + kDocumentsAnItem - 1) / kDocumentsAnItem, threads, [&](std::size_t item) {
    const std::uint64_t end = std::min(documents, (item + 1) * kDocumentsAnItem);
    for (std::uint64_t document = item * kDocumentsAnItem; document < end; ++document) {
      const auto id = static_cast<DocumentId>(document);
      if (corpus_.IsHeldOut(id) == (split == Split::kHeldOut)) MarkDocument(id);
    }
  });
  CountBlocks();
  if (size_ == 0) {
    throw Fail(ErrorCode::kInput, "corpus {}: none of its {} documents is {} and has text. Prepare more documents{}",
               corpus.folder(), documents, split == Split::kHeldOut ? "held out" : "for training",
               split == Split::kHeldOut ? " or a larger held-out share" : "");
  }
}

Anchors::Budget Anchors::BudgetAt(SegmentId first) const {
  std::uint32_t length = max_length_;
  const RandomSequence draws(seed_, RandomStream::kSampleLength, first);
  if (short_probability_ > 0 && draws.Uniform(0) < short_probability_) {
    const std::uint32_t shortest = std::min(max_length_, std::max(8U, max_length_ / 8));
    length = shortest + static_cast<std::uint32_t>(draws.Below(1, max_length_ - shortest + 1));
  }
  const std::uint32_t room = length - 3;  // [CLS], [SEP], [SEP]
  const auto anchor = static_cast<std::uint32_t>(room * anchor_share_);
  return {length, std::clamp(anchor, 1U, room - 1)};
}

SegmentId Anchors::RunEnd(SegmentId begin, SegmentRange document) const {
  const std::uint64_t budget = BudgetAt(begin).anchor;
  std::uint64_t tokens = corpus_.SegmentLength(begin);
  SegmentId end = begin + 1;
  while (end < document.end && tokens + corpus_.SegmentLength(end) <= budget) tokens += corpus_.SegmentLength(end++);
  const bool whole_document = begin == document.begin && end == document.end;
  return whole_document && cut_short_documents_ ? Middle(document) : end;
}

// The segment boundary nearest to the middle of the document's tokens; the end of a document of one segment.
SegmentId Anchors::Middle(SegmentRange document) const {
  std::uint64_t total = 0;
  for (SegmentId s = document.begin; s < document.end; ++s) total += corpus_.SegmentLength(s);
  SegmentId best = document.end;
  std::uint64_t best_distance = total;
  std::uint64_t before = 0;
  for (SegmentId s = document.begin; s + 1 < document.end; ++s) {
    before += corpus_.SegmentLength(s);
    const std::uint64_t distance = std::max(2 * before, total) - std::min(2 * before, total);
    if (distance < best_distance) {
      best = s + 1;
      best_distance = distance;
    }
  }
  return best;
}

void Anchors::MarkDocument(DocumentId document) {
  const SegmentRange segments = corpus_.DocumentSegments(document);
  for (SegmentId begin = segments.begin; begin < segments.end; begin = RunEnd(begin, segments)) {
    // Atomic: a word of the bit set can straddle the documents of two threads.
    std::atomic_ref(starts_[begin / 64]).fetch_or(std::uint64_t{1} << (begin % 64), std::memory_order_relaxed);
  }
}

void Anchors::CountBlocks() {
  block_counts_.reserve(starts_.size() / kBlockWords + 2);
  for (std::size_t word = 0; word < starts_.size(); ++word) {
    if (word % kBlockWords == 0) block_counts_.push_back(size_);
    size_ += static_cast<std::uint64_t>(std::popcount(starts_[word]));
  }
  block_counts_.push_back(size_);
}

// The segment at which anchor `number` begins.
SegmentId Anchors::Select(std::uint64_t number) const {
  const auto after = std::upper_bound(block_counts_.begin(), block_counts_.end(), number);
  const auto block = static_cast<std::uint64_t>(after - block_counts_.begin()) - 1;
  std::uint64_t left = number - block_counts_[block];
  std::uint64_t word = block * kBlockWords;
  for (auto count = static_cast<std::uint64_t>(std::popcount(starts_[word])); left >= count;
       count = static_cast<std::uint64_t>(std::popcount(starts_[word]))) {
    left -= count;
    ++word;
  }
  std::uint64_t bits = starts_[word];
  for (; left > 0; --left) bits &= bits - 1;  // clears the lowest set bit
  return word * 64 + static_cast<std::uint64_t>(std::countr_zero(bits));
}

// The first anchor start in (segment, limit), or limit.
SegmentId Anchors::NextStart(SegmentId segment, SegmentId limit) const {
  for (SegmentId s = segment + 1; s < limit; s = (s / 64 + 1) * 64) {
    const std::uint64_t bits = starts_[s / 64] >> (s % 64);
    if (bits != 0) return std::min(limit, s + static_cast<std::uint64_t>(std::countr_zero(bits)));
  }
  return limit;
}

Anchor Anchors::At(std::uint64_t number) const {
  LB_CHECK(number < size_, "anchor {} of {}", number, size_);
  const SegmentId begin = Select(number);
  const DocumentId document = corpus_.SegmentDocument(begin);
  const SegmentId document_end = corpus_.DocumentSegments(document).end;
  const SegmentId end = NextStart(begin, document_end);
  const Budget budget = BudgetAt(begin);
  std::uint32_t total = 0;
  for (SegmentId s = begin; s < end; ++s) total += corpus_.SegmentLength(s);
  const std::uint32_t tokens = std::min(total, budget.anchor);
  return {.document = document,
          .segments = {begin, end},
          .skip = total - tokens,
          .tokens = tokens,
          .max_length = budget.max_length,
          .has_successor = end < document_end};
}

}  // namespace linkbert
