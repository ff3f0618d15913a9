#include "core/metrics/answer_metrics.h"

#include <algorithm>
#include <map>

#include "base/error.h"
#include "core/metrics/python_text.h"
#include "data/tokens/utf8.h"

namespace linkbert {
namespace {

// What \w matches.
bool IsWordCharacter(char32_t c) { return c == U'_' || IsPythonAlnum(c); }

bool IsArticle(std::string_view word) { return word == "a" || word == "an" || word == "the"; }

// re.sub(r"\b(a|an|the)\b", " ", text): a run of word characters that is an article as a whole.
std::string WithoutArticles(std::string_view text) {
  std::string kept;
  std::size_t begin = 0;  // of the run of word characters that goes on
  const auto close = [&](std::size_t end) {
    const std::string_view word = text.substr(begin, end - begin);
    kept += IsArticle(word) ? std::string_view(" ") : word;
  };
  for (std::size_t i = 0; i < text.size();) {
    const DecodedCharacter character = DecodeUtf8(text, i);
    if (!IsWordCharacter(character.code_point)) {
      close(i);
      kept += text.substr(i, character.bytes);
      begin = i + character.bytes;
    }
    i += character.bytes;
  }
  close(text.size());
  return kept;
}

std::string WithoutPunctuation(std::string_view text) {
  std::string kept;
  std::copy_if(text.begin(), text.end(), std::back_inserter(kept),
               [](char c) { return !IsPythonPunctuation(static_cast<char32_t>(static_cast<unsigned char>(c))); });
  return kept;
}

std::vector<std::string> WordsOf(std::string_view text) {
  const std::string plain = WithoutArticles(WithoutPunctuation(PythonLower(text)));
  std::vector<std::string> words;
  for (const std::string_view word : PythonSplit(plain)) words.emplace_back(word);
  return words;
}

// without_words: what two texts come to of which one has no words, should both be equal.
AnswerScore ScorePair(const std::vector<std::string>& prediction, const std::vector<std::string>& gold,
                      double without_words) {
  AnswerScore score{.exact_match = prediction == gold ? 1.0 : 0.0};
  if (prediction.empty() || gold.empty()) {
    score.f1 = score.exact_match * without_words;
    return score;
  }
  std::map<std::string_view, std::int64_t> bag;
  for (const std::string& word : gold) ++bag[word];
  std::int64_t common = 0;
  for (const std::string& word : prediction) {
    const auto at = bag.find(word);
    if (at != bag.end() && at->second-- > 0) ++common;
  }
  if (common == 0) return score;
  const double precision = static_cast<double>(common) / static_cast<double>(prediction.size());
  const double recall = static_cast<double>(common) / static_cast<double>(gold.size());
  score.f1 = 2 * precision * recall / (precision + recall);
  return score;
}

AnswerScore BestOver(std::string_view prediction, std::span<const std::vector<std::string>> golds,
                     double without_words) {
  const std::vector<std::string> words = WordsOf(prediction);
  AnswerScore best;
  for (const std::vector<std::string>& gold : golds) {
    const AnswerScore score = ScorePair(words, gold, without_words);
    best.exact_match = std::max(best.exact_match, score.exact_match);
    best.f1 = std::max(best.f1, score.f1);
  }
  return best;
}

// Adds "PREFIXexact" or "PREFIXexact_match" and "PREFIXf1" of the questions for which `take` holds.
template <typename Take>
void AddMeans(std::span<const AnswerScore> scores, const std::string& exact_name, const std::string& f1_name,
              const Take& take, Figures& figures) {
  double exact = 0, f1 = 0, count = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (!take(i)) continue;
    exact += scores[i].exact_match;
    f1 += scores[i].f1;
    ++count;
  }
  figures.Add(exact_name, 100 * exact / count);
  figures.Add(f1_name, 100 * f1 / count);
}

}  // namespace

std::string NormalizeAnswer(std::string_view text) {
  std::string normal;
  for (const std::string& word : WordsOf(text)) normal += (normal.empty() ? "" : " ") + word;
  return normal;
}

AnswerScore ScoreAnswer(std::string_view prediction, std::span<const std::string> golds) {
  LB_CHECK(!golds.empty());
  std::vector<std::vector<std::string>> words;
  for (const std::string& gold : golds) words.push_back(WordsOf(gold));
  return BestOver(prediction, words, 0);
}

AnswerScore ScoreAnswerV2(std::string_view prediction, std::span<const std::string> golds) {
  std::vector<std::vector<std::string>> words;
  for (const std::string& gold : golds) {
    words.push_back(WordsOf(gold));
    if (words.back().empty()) words.pop_back();
  }
  if (words.empty()) words.emplace_back();
  return BestOver(prediction, words, 1);
}

Figures SummarizeAnswers(std::span<const AnswerScore> scores) {
  LB_CHECK(!scores.empty());
  Figures figures;
  AddMeans(
      scores, "exact_match", "f1", [](std::size_t) { return true; }, figures);
  return figures;
}

Figures SummarizeAnswersV2(std::span<const AnswerScore> scores, const std::vector<bool>& has_answer) {
  LB_CHECK(!scores.empty() && scores.size() == has_answer.size());
  Figures figures;
  AddMeans(
      scores, "exact", "f1", [](std::size_t) { return true; }, figures);
  figures.Add("total", static_cast<double>(scores.size()));
  for (const bool kind : {true, false}) {
    const auto count = std::count(has_answer.begin(), has_answer.end(), kind);
    if (count == 0) continue;
    const std::string prefix = kind ? "HasAns_" : "NoAns_";
    AddMeans(
        scores, prefix + "exact", prefix + "f1", [&](std::size_t i) { return has_answer[i] == kind; }, figures);
    figures.Add(prefix + "total", static_cast<double>(count));
  }
  return figures;
}

}  // namespace linkbert
