#include "data/tokens/segmenter.h"

#include <algorithm>

#include "base/error.h"
#include "data/tokens/sentences.h"

namespace linkbert {

TokenPlace SegmentedText::Place(std::uint64_t offset) const {
  LB_CHECK(!encoding.ids.empty());
  const auto covering = std::upper_bound(encoding.end.begin(), encoding.end.end(), offset);
  const std::size_t token =
      std::min(static_cast<std::size_t>(covering - encoding.end.begin()), encoding.ids.size() - 1);
  const auto segment = std::upper_bound(segment_ends.begin(), segment_ends.end(), token) - segment_ends.begin();
  const auto number = static_cast<std::size_t>(segment);
  return {static_cast<std::uint32_t>(segment),
          static_cast<std::uint32_t>(token - (segment_ends[number] - segment_lengths[number]))};
}

Segmenter::Segmenter(const WordPieceTokenizer& tokenizer, std::int64_t max_segment_tokens)
    : tokenizer_(tokenizer), max_segment_tokens_(static_cast<std::size_t>(max_segment_tokens)) {
  LB_CHECK(max_segment_tokens > 0);
}

void Segmenter::Segment(std::string_view text, SegmentedText& out) const {
  tokenizer_.Encode(text, out.encoding);
  SentenceStarts(text, out.sentence_starts);
  out.segment_lengths.clear();
  const std::vector<std::uint32_t>& begins = out.encoding.begin;
  std::size_t first = 0;
  for (std::size_t sentence = 0; sentence < out.sentence_starts.size(); ++sentence) {
    std::size_t end = begins.size();
    if (sentence + 1 < out.sentence_starts.size()) {
      const auto next = std::lower_bound(begins.begin() + static_cast<std::ptrdiff_t>(first), begins.end(),
                                         out.sentence_starts[sentence + 1]);
      end = static_cast<std::size_t>(next - begins.begin());
    }
    CutSentence(first, end, out);
    first = end;
  }
  out.segment_ends.clear();
  std::uint64_t tokens = 0;
  for (const std::uint32_t length : out.segment_lengths) out.segment_ends.push_back(tokens += length);
  LB_CHECK(first == begins.size(), "{} of {} tokens lie in sentences", first, begins.size());
}

void Segmenter::CutSentence(std::size_t begin, std::size_t end, SegmentedText& out) const {
  const Vocabulary& vocabulary = tokenizer_.vocabulary();
  while (end - begin > max_segment_tokens_) {
    std::size_t cut = begin + max_segment_tokens_;
    while (cut > begin && vocabulary.IsContinuation(out.encoding.ids[cut])) --cut;
    if (cut == begin) cut = begin + max_segment_tokens_;
    out.segment_lengths.push_back(static_cast<std::uint32_t>(cut - begin));
    begin = cut;
  }
  if (end > begin) out.segment_lengths.push_back(static_cast<std::uint32_t>(end - begin));
}

}  // namespace linkbert
