#include "data/samples/text_features.h"

#include <algorithm>
#include <utility>

#include "base/error.h"

namespace linkbert {

TextLengths TruncateLongestFirst(TextLengths lengths, std::size_t budget) {
  if (lengths.first + lengths.second <= budget) return lengths;
  const bool swapped = lengths.first > lengths.second;
  auto [shorter, longer] = std::minmax(lengths.first, lengths.second);
  std::size_t kept_short = shorter, kept_long = shorter > budget ? shorter : std::max(shorter, budget - shorter);
  if (kept_short + kept_long > budget) {
    kept_short = budget / 2;
    kept_long = budget / 2 + budget % 2;
  }
  return swapped ? TextLengths{kept_long, kept_short} : TextLengths{kept_short, kept_long};
}

TextFeatures JoinTexts(const Vocabulary& vocabulary, const Encoding& first, const Encoding* second,
                       std::int64_t max_length) {
  LB_CHECK(max_length >= 8, "{} tokens", max_length);
  const std::size_t budget = static_cast<std::size_t>(max_length) - (second != nullptr ? 3 : 2);
  const TextLengths kept = TruncateLongestFirst({first.ids.size(), second != nullptr ? second->ids.size() : 0}, budget);
  TextFeatures features;
  std::vector<std::int32_t>& ids = features.token_ids;
  ids.reserve(kept.first + kept.second + 3);
  ids.push_back(vocabulary.cls_id());
  ids.insert(ids.end(), first.ids.begin(), first.ids.begin() + static_cast<std::ptrdiff_t>(kept.first));
  ids.push_back(vocabulary.sep_id());
  features.second_begin = static_cast<std::int32_t>(ids.size());
  if (second == nullptr) return features;
  ids.insert(ids.end(), second->ids.begin(), second->ids.begin() + static_cast<std::ptrdiff_t>(kept.second));
  ids.push_back(vocabulary.sep_id());
  return features;
}

TextFeatures BuildTextFeatures(const WordPieceTokenizer& tokenizer, const std::string& first,
                               const std::optional<std::string>& second, std::int64_t max_length) {
  Encoding a, b;
  tokenizer.Encode(first, a);
  if (second) tokenizer.Encode(*second, b);
  return JoinTexts(tokenizer.vocabulary(), a, second ? &b : nullptr, max_length);
}

void AppendTokens(std::span<const std::int32_t> token_ids, std::int32_t second_begin, std::uint64_t sample_index,
                  Batch& batch) {
  if (batch.cu_seqlens.empty()) batch.cu_seqlens.push_back(0);
  for (std::size_t i = 0; i < token_ids.size(); ++i) {
    batch.token_ids.push_back(token_ids[i]);
    batch.token_type_ids.push_back(static_cast<std::int32_t>(i) < second_begin ? 0 : 1);
    batch.position_ids.push_back(static_cast<std::int32_t>(i));
  }
  batch.cu_seqlens.push_back(static_cast<std::int32_t>(batch.tokens()));
  batch.sample_index.push_back(sample_index);
}

void AppendSequence(const TextFeatures& features, std::uint64_t sample_index, Batch& batch) {
  AppendTokens(features.token_ids, features.second_begin, sample_index, batch);
}

}  // namespace linkbert
