#include "data/tokens/word_counts.h"

#include <algorithm>
#include <vector>

#include "base/thread_pool.h"

namespace linkbert {

void WordCounts::AddText(std::string_view text) {
  splitter_.Split(text, 0, text.size(), buffer_, [&](const Word& word) {
    if (!word.IsTooLong()) AddWord(word.text, 1);
  });
}

void WordCounts::AddWord(std::string_view word, std::uint64_t count) {
  const auto at = counts_.find(word);
  if (at != counts_.end()) {
    at->second += count;
  } else {
    counts_.emplace(word, count);
  }
}

void WordCounts::Merge(const WordCounts& other) {
  for (const auto& [word, count] : other.counts_) AddWord(word, count);
}

std::uint64_t WordCounts::Count(std::string_view word) const {
  const auto at = counts_.find(word);
  return at == counts_.end() ? 0 : at->second;
}

WordCounts CountWords(const TextSource& next_text, const NormalizerOptions& options, int threads) {
  constexpr std::size_t kBatchBytes = 16 << 20;  // read by one thread, then counted by all
  const auto parts = static_cast<std::size_t>(std::max(threads, 1));
  std::vector<WordCounts> counts(parts, WordCounts(options));
  std::vector<std::string> batch;
  for (bool more = true; more;) {
    batch.clear();
    for (std::size_t bytes = 0; bytes < kBatchBytes; bytes += batch.back().size() + 1) {
      std::string text;
      more = next_text(text);
      if (!more) break;
      batch.push_back(std::move(text));
    }
    ParallelFor(parts, threads, [&](std::size_t part) {
      for (std::size_t i = part; i < batch.size(); i += parts) counts[part].AddText(batch[i]);
    });
  }
  for (std::size_t part = 1; part < parts; ++part) counts[0].Merge(counts[part]);
  return std::move(counts[0]);
}

}  // namespace linkbert
