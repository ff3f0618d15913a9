// Segmenter: a text as tokens cut into segments: sentences, and windows of sentences that exceed the budget.
//
// Flow: Document text -> [Segmenter] -> EncodedDocument. The whole text is tokenised once and cut afterwards, so that
// byte offsets lead to (segment, token). A window is cut where a word begins, unless a single word fills it.
// Immutable, safe from any thread; the tokenizer must outlive it.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "data/tokens/wordpiece.h"

namespace linkbert {

struct TokenPlace {
  std::uint32_t segment;  // of the text, from 0
  std::uint32_t token;    // of the segment
};

struct SegmentedText {
  Encoding encoding;                           // the tokens of all segments, one after the other
  std::vector<std::uint32_t> segment_lengths;  // tokens, each > 0; sum = encoding.ids.size()
  std::vector<std::uint64_t> segment_ends;     // tokens before each segment's end
  std::vector<std::uint32_t> sentence_starts;  // bytes; scratch

  // The token at byte `offset` of the text, or the first behind it, or the last. Requires: there is a token. Two binary
  // searches: a document may have as many links as sentences.
  TokenPlace Place(std::uint64_t offset) const;
};

class Segmenter {
 public:
  // Requires: max_segment_tokens > 0.
  Segmenter(const WordPieceTokenizer& tokenizer, std::int64_t max_segment_tokens);

  // Replaces the content of `out`. A sentence without a token makes no segment.
  void Segment(std::string_view text, SegmentedText& out) const;

 private:
  void CutSentence(std::size_t begin, std::size_t end, SegmentedText& out) const;

  const WordPieceTokenizer& tokenizer_;
  std::size_t max_segment_tokens_;
};

}  // namespace linkbert
