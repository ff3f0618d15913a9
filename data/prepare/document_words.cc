#include "data/prepare/document_words.h"

#include <mutex>

#include "base/thread_pool.h"

namespace linkbert {

WordCounts CountWords(const DocumentReader& reader, const NormalizerOptions& options, int threads) {
  WordCounts total(options);
  std::mutex mutex;  // of total
  ParallelFor(reader.item_count(), threads, [&](std::size_t item) {
    WordCounts counts(options);
    NamedCounts dropped;  // `prepare` reports them; a vocabulary does not depend on single entries
    reader.ReadItem(
        item, [&](Document&& document) { counts.AddText(document.text); }, dropped);
    const std::lock_guard lock(mutex);
    total.Merge(counts);
  });
  return total;
}

}  // namespace linkbert
