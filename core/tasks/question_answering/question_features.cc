#include "core/tasks/question_answering/question_features.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/error.h"

namespace linkbert {

std::size_t ByteOfCodePoint(std::string_view text, std::uint64_t code_point) {
  std::size_t at = 0;
  for (; code_point > 0 && at < text.size(); --code_point) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  }
  return at + code_point;
}

QuestionFeatureBuilder::QuestionFeatureBuilder(const WordPieceTokenizer& tokenizer, std::int64_t max_length,
                                               std::int64_t doc_stride, bool keep_offsets, bool as_linkbert)
    : tokenizer_(tokenizer),
      budget_(static_cast<std::size_t>(max_length) - 3),
      stride_(static_cast<std::size_t>(doc_stride)),
      keep_offsets_(keep_offsets),
      as_linkbert_(as_linkbert) {
  LB_CHECK(doc_stride >= 0 && max_length >= 2 * doc_stride + 4, "{} tokens, stride {}", max_length, doc_stride);
  features_.cls = tokenizer.vocabulary().cls_id();
  features_.sep = tokenizer.vocabulary().sep_id();
  features_.pad = tokenizer.vocabulary().pad_id();
}

std::size_t QuestionFeatureBuilder::KeptQuestionTokens() {
  const std::size_t tokens = question_.ids.size();
  if (tokens + context_.ids.size() <= budget_ || tokens + stride_ < budget_) return tokens;
  ++features_.cut_questions;
  return std::min(tokens, budget_ - std::max<std::size_t>(2 * stride_, 1));
}

void QuestionFeatureBuilder::Add(std::string_view question, std::string_view context,
                                 const std::optional<AnswerPlace>& answer) {
  tokenizer_.Encode(question, question_);
  tokenizer_.Encode(context, context_);
  const std::size_t kept = KeptQuestionTokens();
  std::vector<std::int32_t>& ids = features_.ids;
  features_.questions.push_back({.begin = ids.size(),
                                 .question_tokens = static_cast<std::uint32_t>(kept),
                                 .context_tokens = static_cast<std::uint32_t>(context_.ids.size()),
                                 .first_chunk = features_.chunks.size(),
                                 .chunks = 0});
  ids.insert(ids.end(), question_.ids.begin(), question_.ids.begin() + static_cast<std::ptrdiff_t>(kept));
  ids.insert(ids.end(), context_.ids.begin(), context_.ids.end());
  if (keep_offsets_) {
    features_.byte_begin.resize(ids.size() - context_.ids.size());
    features_.byte_end.resize(ids.size() - context_.ids.size());
    features_.byte_begin.insert(features_.byte_begin.end(), context_.begin.begin(), context_.begin.end());
    features_.byte_end.insert(features_.byte_end.end(), context_.end.begin(), context_.end.end());
  }
  std::optional<AnswerPlace> bytes;
  if (answer) bytes = {ByteOfCodePoint(context, answer->begin), ByteOfCodePoint(context, answer->end)};
  AddChunks(budget_ - kept, bytes);
}

void QuestionFeatureBuilder::AddChunks(std::size_t room, const std::optional<AnswerPlace>& answer) {
  const std::size_t tokens = context_.ids.size(), hop = room > stride_ ? room - stride_ : room;
  const auto question = static_cast<std::uint32_t>(features_.questions.size() - 1);
  for (std::size_t begin = 0;; begin += hop) {
    const std::size_t size = std::min(room, tokens - begin);
    QuestionFeatures::Chunk chunk{question, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(size), 0, 0};
    if (answer && size > 0) Label(*answer, chunk);
    features_.chunks.push_back(chunk);
    ++features_.questions.back().chunks;
    if (begin + size == tokens) return;
  }
}

// The tokens' begins and ends ascend, so the first and last tokens that a scan would stop at are found by bisection.
void QuestionFeatureBuilder::Label(const AnswerPlace& answer, QuestionFeatures::Chunk& chunk) const {
  const auto begins = context_.begin.begin() + chunk.begin, ends = context_.end.begin() + chunk.begin;
  const auto size = static_cast<std::ptrdiff_t>(chunk.tokens);
  if (*begins > answer.begin || ends[size - 1] < answer.end) return;  // not wholly inside: [CLS]
  const std::uint32_t place = features_.ContextPlace(chunk);
  const auto after = std::upper_bound(begins, begins + size, answer.begin);
  const auto last = std::lower_bound(ends, ends + size, answer.end);
  chunk.start = place + static_cast<std::uint32_t>(std::distance(begins, after)) - 1;
  chunk.end = place + static_cast<std::uint32_t>(std::distance(ends, last));
  // run_qa.py's loop goes on over what follows the last token, whose offsets are 0.
  if (as_linkbert_ && after == begins + size) chunk.start = features_.Length(chunk) - 1;
}

void AppendChunk(const QuestionFeatures& features, std::size_t chunk_index, std::uint64_t sample_index, Batch& batch,
                 std::uint32_t padded) {
  const QuestionFeatures::Chunk& chunk = features.chunks[chunk_index];
  const QuestionFeatures::Question& question = features.questions[chunk.question];
  const auto tokens = features.ids.begin() + static_cast<std::ptrdiff_t>(question.begin);
  const auto context = tokens + question.question_tokens + chunk.begin;
  if (batch.cu_seqlens.empty()) batch.cu_seqlens.push_back(0);
  batch.token_ids.push_back(features.cls);
  batch.token_ids.insert(batch.token_ids.end(), tokens, tokens + question.question_tokens);
  batch.token_ids.push_back(features.sep);
  batch.token_ids.insert(batch.token_ids.end(), context, context + chunk.tokens);
  batch.token_ids.push_back(features.sep);
  batch.token_type_ids.resize(batch.token_type_ids.size() + features.ContextPlace(chunk), 0);
  batch.token_type_ids.resize(batch.token_ids.size(), 1);
  const std::uint32_t own = features.Length(chunk), length = std::max(own, padded);
  for (std::uint32_t place = 0; place < length; ++place) batch.position_ids.push_back(place);
  if (padded > 0) batch.attended.push_back(static_cast<std::int32_t>(own));
  batch.token_ids.resize(batch.position_ids.size(), features.pad);
  batch.token_type_ids.resize(batch.position_ids.size(), 0);
  batch.cu_seqlens.push_back(static_cast<std::int32_t>(batch.tokens()));
  batch.sample_index.push_back(sample_index);
}

}  // namespace linkbert
