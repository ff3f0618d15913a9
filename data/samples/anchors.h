// Anchors: the corpus cut into the runs of whole segments that become A, each once an epoch.
//
// Flow: Corpus -> [Anchors] -> PairSampler. Runs do not overlap, stay inside one document and take as many segments as
// fit A's budget. A run of one segment longer than the budget is fed by its end, so that what follows it in the
// document still follows A. A document that would be one run is cut in two near its middle
// (SampleOptions::cut_short_documents). Memory: one bit a segment and 4 bits more for the search, not a number an
// anchor. Immutable; safe from any thread. Errors: the constructor throws kInput where the split has no text.
#pragma once
#include <cstdint>
#include <vector>

#include "data/samples/sample_options.h"
#include "data/shards/corpus.h"

namespace linkbert {

enum class Split { kTraining, kHeldOut };

struct Anchor {
  DocumentId document;
  SegmentRange segments;
  std::uint32_t skip;        // tokens at the front of the run that are not fed; 0 but for an overlong segment
  std::uint32_t tokens;      // tokens fed: A's length
  std::uint32_t max_length;  // of the whole input: the option's, or a shorter one
  bool has_successor;        // the document goes on after A
};

class Anchors {
 public:
  // corpus must outlive the anchors. One pass over the segments, on `threads` threads.
  Anchors(const Corpus& corpus, const SampleOptions& options, Split split, int threads);

  std::uint64_t size() const { return size_; }
  // The anchors of one document are numbered in a row, documents in corpus order. O(log corpus).
  Anchor At(std::uint64_t number) const;

 private:
  struct Budget {
    std::uint32_t max_length;
    std::uint32_t anchor;  // tokens of A
  };
  Budget BudgetAt(SegmentId first) const;
  void MarkDocument(DocumentId document);
  SegmentId RunEnd(SegmentId begin, SegmentRange document) const;
  SegmentId Middle(SegmentRange document) const;
  void CountBlocks();
  SegmentId Select(std::uint64_t number) const;
  SegmentId NextStart(SegmentId segment, SegmentId limit) const;

  const Corpus& corpus_;
  std::uint64_t seed_;
  std::uint32_t max_length_;
  double anchor_share_;
  double short_probability_;
  bool cut_short_documents_;
  std::vector<std::uint64_t> starts_;        // bit s: an anchor begins at segment s
  std::vector<std::uint64_t> block_counts_;  // anchors before each block of 512 segments, and their total
  std::uint64_t size_ = 0;
};

}  // namespace linkbert
