// Sample: one pretraining input, [CLS] A [SEP] B [SEP], masked, with its labels; SampleSource: where samples come from.
//
// Flow: PairSampler + Masker -> SampleBuilder -> [Sample] -> Batch. A source is a pure function of the index, safe from
// any thread: global batch n of size G is samples [nG, (n+1)G), whatever the ranks, threads or restarts.
#pragma once
#include <cstdint>
#include <vector>

#include "data/samples/link_candidates.h"
#include "data/samples/relation_mix.h"
#include "data/shards/corpus.h"

namespace linkbert {

struct Sample {
  std::uint64_t index;       // over all epochs; keys masks and dropout
  std::uint32_t corpus = 0;  // which of the corpora, where several are mixed
  Relation relation;
  DocumentId a_document;
  DocumentId b_document;
  std::vector<std::int32_t> token_ids;         // [N] after masking; position i has position id i
  std::int32_t b_begin;                        // token type 0 before this place, 1 from it: the first token of B
  std::vector<std::int32_t> masked_positions;  // [M] ascending
  std::vector<std::int32_t> masked_labels;     // [M] the original ids
  // Where in token_ids the anchor text of the joining link begins; -1: not linked, or the link has no place in A.
  std::int32_t link_position;

  std::int32_t TokenType(std::int32_t position) const { return position < b_begin ? 0 : 1; }
};

class SampleSource {
 public:
  virtual ~SampleSource() = default;
  virtual linkbert::Sample Sample(std::uint64_t index) const = 0;
  // = Sample(index).token_ids.size(), without building the sample.
  virtual std::uint32_t Length(std::uint64_t index) const = 0;
  // No sample is longer.
  virtual std::uint32_t MaximumLength() const = 0;
};

}  // namespace linkbert
