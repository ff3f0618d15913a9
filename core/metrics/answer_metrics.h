// Scores of question answering as the official scripts of SQuAD 1.1, SQuAD 2.0 and MRQA define them.
//
// A question's score is the best over its gold answers. MRQA's script is that of SQuAD 1.1 over the `answers` list,
// while LinkBERT's run_qa.py scores the texts of `detected_answers`: the caller hands over the one or the other.
// Pure; safe from any thread.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/metrics/figures.h"

namespace linkbert {

// Lower case, without ASCII punctuation, without the words a, an, the, white space collapsed: in this order.
std::string NormalizeAnswer(std::string_view text);

struct AnswerScore {
  double exact_match = 0;  // 0 or 1
  double f1 = 0;           // of the bags of words
};

// golds: at least one. Two answers of no words have F1 0.
AnswerScore ScoreAnswer(std::string_view prediction, std::span<const std::string> golds);

// SQuAD 2.0: golds of no words are left out; without any gold the right answer is "". Two of no words have F1 1.
AnswerScore ScoreAnswerV2(std::string_view prediction, std::span<const std::string> golds);

// "exact_match" and "f1", in percent. Requires: at least one.
Figures SummarizeAnswers(std::span<const AnswerScore> scores);

// "exact", "f1", "total" and, of each kind there is, "HasAns_exact", ..., "NoAns_total"; in percent.
// has_answer: [questions], whether the file lists an answer.
Figures SummarizeAnswersV2(std::span<const AnswerScore> scores, const std::vector<bool>& has_answer);

}  // namespace linkbert
