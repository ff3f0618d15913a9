#include "data/tokens/segmenter.h"

#include <algorithm>

#include "base/error.h"
#include "data/tokens/sentences.h"

namespace linkbert {

TokenPlace SegmentedText::Place(std::uint64_t offset) const {
  LB_CHECK(!encoding.ids.empty());
  const auto covering = std::upper_bound(encoding.end.begin(), encoding.end.end(), offset);
  auto token = static_cast<std::size_t>(covering - encoding.end.begin());
  token = std::min(token, encoding.ids.size() - 1);
  std::uint32_t segment = 0;
  while (token >= segment_lengths[segment]) token -= segment_lengths[segment++];
  return {segment, static_cast<std::uint32_t>(token)};
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
