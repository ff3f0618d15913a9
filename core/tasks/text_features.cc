#include "core/tasks/text_features.h"

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

TextFeatures BuildTextFeatures(const WordPieceTokenizer& tokenizer, const std::string& first,
                               const std::optional<std::string>& second, std::int64_t max_length) {
  LB_CHECK(max_length >= 8, "{} tokens", max_length);
  const Vocabulary& vocabulary = tokenizer.vocabulary();
  Encoding a, b;
  tokenizer.Encode(first, a);
  if (second) tokenizer.Encode(*second, b);
  const std::size_t budget = static_cast<std::size_t>(max_length) - (second ? 3 : 2);
  const TextLengths kept = TruncateLongestFirst({a.ids.size(), b.ids.size()}, budget);
  TextFeatures features;
  std::vector<std::int32_t>& ids = features.token_ids;
  ids.push_back(vocabulary.cls_id());
  ids.insert(ids.end(), a.ids.begin(), a.ids.begin() + static_cast<std::ptrdiff_t>(kept.first));
  ids.push_back(vocabulary.sep_id());
  features.second_begin = static_cast<std::int32_t>(ids.size());
  if (!second) return features;
  ids.insert(ids.end(), b.ids.begin(), b.ids.begin() + static_cast<std::ptrdiff_t>(kept.second));
  ids.push_back(vocabulary.sep_id());
  return features;
}

void AppendSequence(const TextFeatures& features, std::uint64_t sample_index, Batch& batch) {
  if (batch.cu_seqlens.empty()) batch.cu_seqlens.push_back(0);
  for (std::size_t i = 0; i < features.token_ids.size(); ++i) {
    batch.token_ids.push_back(features.token_ids[i]);
    batch.token_type_ids.push_back(static_cast<std::int32_t>(i) < features.second_begin ? 0 : 1);
    batch.position_ids.push_back(static_cast<std::int64_t>(i));
  }
  batch.cu_seqlens.push_back(static_cast<std::int32_t>(batch.tokens()));
  batch.sample_index.push_back(sample_index);
}

}  // namespace linkbert
