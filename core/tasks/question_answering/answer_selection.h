// ChooseAnswer: scores of a question's chunks -> answers, as LinkBERT's utils_qa.py (Hugging Face's post-processing).
//
// Of every chunk the best starts meet the best ends; pairs outside the context, reversed or too long go; the best of
// all chunks stay, in the order they were met where scores are equal, and their scores' softmax is their probability.
// Equal logits of one chunk are taken from left to right. Scores are sums in float, as numpy has them. Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/finetuning/task_config.h"

namespace linkbert {

struct ChunkScores {
  std::span<const float> logits;                        // [tokens of the sequence, 2] start, end
  std::uint32_t context_place;                          // of the first token of the context in the sequence
  std::span<const std::uint32_t> byte_begin, byte_end;  // [tokens of the context] bytes of the context's text
};

struct Answer {
  std::string text;
  float start_logit;
  float end_logit;
  float probability;
};

struct ChosenAnswer {
  std::string text;                // what is predicted; "" for no answer
  std::vector<Answer> n_best;      // best first, at least one
  std::optional<float> null_odds;  // version 2: score of no answer less that of the best answer
};

// chunks: of one question, at least one.
ChosenAnswer ChooseAnswer(std::string_view context, std::span<const ChunkScores> chunks,
                          const QuestionOptions& options);

}  // namespace linkbert
