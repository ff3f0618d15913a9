// QuestionFeatures: questions and their contexts as the model's inputs, [CLS] question [SEP] chunk of context [SEP].
//
// As LinkBERT's run_qa.py on Hugging Face's fast tokenizer: only the context is cut, into chunks that overlap. Question
// and context are tokenised once and lie in flat arrays; a chunk is a view, so that overlaps cost nothing.
// Flow: question, context -> [QuestionFeatureBuilder] -> QuestionFeatures -> AppendChunk -> Batch. Threads: a builder
// has one caller; the features are plain data.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "data/samples/batch.h"
#include "data/tokens/wordpiece.h"

namespace linkbert {

struct QuestionFeatures {
  struct Question {
    std::size_t begin;              // of its tokens in ids: the question's, then the context's
    std::uint32_t question_tokens;  // as kept
    std::uint32_t context_tokens;
    std::size_t first_chunk;
    std::uint32_t chunks;  // at least one, though the context be empty
  };
  struct Chunk {
    std::uint32_t question;
    std::uint32_t begin;       // in the context's tokens
    std::uint32_t tokens;      // of the context
    std::uint32_t start, end;  // the answer's first and last token as places in the sequence; 0, [CLS], for none
  };

  std::vector<std::int32_t> ids;
  std::vector<std::uint32_t> byte_begin, byte_end;  // [ids] bytes of the context; empty where they are not kept
  std::vector<Question> questions;
  std::vector<Chunk> chunks;
  std::size_t cut_questions = 0;           // too long for the window
  std::int32_t cls = 0, sep = 0, pad = 0;  // the special pieces

  // Of the chunk's sequence, special pieces included.
  std::uint32_t Length(const Chunk& chunk) const {
    return questions[chunk.question].question_tokens + chunk.tokens + 3;
  }
  // Place in the sequence of the chunk's first token of the context.
  std::uint32_t ContextPlace(const Chunk& chunk) const { return questions[chunk.question].question_tokens + 2; }
};

// Code points of the context, end exclusive, as SQuAD's answer_start counts.
struct AnswerPlace {
  std::uint64_t begin;
  std::uint64_t end;
};

// Byte offset of a code point; beyond the text's end for code points beyond it. Requires: valid UTF-8.
std::size_t ByteOfCodePoint(std::string_view text, std::uint64_t code_point);

class QuestionFeatureBuilder {
 public:
  // max_length: tokens of a sequence; doc_stride: tokens that successive chunks share. Requires: max_length >= 2 *
  // doc_stride + 4. as_linkbert: an answer that begins with a chunk's last token is labelled to begin at the end of its
  // sequence, as run_qa.py has it. The tokenizer must outlive the builder.
  QuestionFeatureBuilder(const WordPieceTokenizer& tokenizer, std::int64_t max_length, std::int64_t doc_stride,
                         bool keep_offsets, bool as_linkbert = false);

  // A question that leaves a longer context no more than doc_stride tokens, on which Hugging Face's tokenizer fails, is
  // cut from the right until the context has 2 * doc_stride.
  void Add(std::string_view question, std::string_view context, const std::optional<AnswerPlace>& answer);

  std::size_t cut_questions() const { return features_.cut_questions; }
  QuestionFeatures Take() { return std::move(features_); }

 private:
  std::size_t KeptQuestionTokens();
  // answer: bytes of the context.
  void AddChunks(std::size_t room, const std::optional<AnswerPlace>& answer);
  void Label(const AnswerPlace& answer, QuestionFeatures::Chunk& chunk) const;

  const WordPieceTokenizer& tokenizer_;
  std::size_t budget_;  // tokens without the special ones
  std::size_t stride_;
  bool keep_offsets_, as_linkbert_;
  Encoding question_, context_;  // scratch
  QuestionFeatures features_;
};

// Adds one sequence; sample_index keys its dropout. A `padded` length beyond the sequence's own appends [PAD], which
// looks at the sequence and is not looked at: a batch has it for all of its sequences or for none.
void AppendChunk(const QuestionFeatures& features, std::size_t chunk, std::uint64_t sample_index, Batch& batch,
                 std::uint32_t padded = 0);

}  // namespace linkbert
