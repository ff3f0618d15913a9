#include "data/samples/shortcuts.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/thread_pool.h"

namespace linkbert {
namespace {

std::vector<SampleSides> TrainingSides(const Corpus& corpus, SampleOptions options, std::uint64_t samples,
                                       int threads) {
  options.random = "matched";
  const PretrainingSampler sampler(corpus, options, Split::kTraining, threads);
  std::vector<SampleSides> sides(samples);
  constexpr std::uint64_t kItem = 256;
  ParallelFor((samples + kItem - 1) / kItem, threads, [&](std::size_t item) {
    for (std::uint64_t i = item * kItem; i < std::min(samples, (item + 1) * kItem); ++i) {
      sides[i] = UnmaskedSides(sampler.Sample(i));
    }
  });
  return sides;
}

// ln(documents / documents with the piece), one more of each; each A counts as a document.
std::vector<double> InverseDocumentFrequency(std::size_t vocabulary, const std::vector<SampleSides>& sides) {
  std::vector<double> documents(vocabulary, 1);
  for (const SampleSides& side : sides) {
    for (const std::int32_t piece : std::set<std::int32_t>(side.a.begin(), side.a.end())) {
      documents[static_cast<std::size_t>(piece)] += 1;
    }
  }
  for (double& value : documents) value = std::log((static_cast<double>(sides.size()) + 1) / value);
  return documents;
}

std::vector<double> UnigramLosses(std::size_t vocabulary, const std::vector<SampleSides>& sides) {
  std::vector<double> counts(vocabulary, 1);
  double total = static_cast<double>(vocabulary);
  for (const SampleSides& side : sides) {
    for (const std::int32_t piece : side.a) counts[static_cast<std::size_t>(piece)] += 1;
    total += static_cast<double>(side.a.size());
  }
  for (double& value : counts) value = std::log(total / value);
  return counts;
}

using SparseVector = std::map<std::int32_t, double>;

double Dot(const SparseVector& x, const SparseVector& y) {
  double sum = 0;
  for (const auto& [piece, value] : x) {
    const auto at = y.find(piece);
    if (at != y.end()) sum += value * at->second;
  }
  return sum;
}

}  // namespace

SampleSides UnmaskedSides(const Sample& masked) {
  const Sample sample = Unmasked(masked);
  const auto ids = sample.token_ids.begin();
  const auto end = sample.token_ids.end();
  return {{ids + 1, ids + sample.b_begin - 1}, {ids + sample.b_begin, end - 1}, sample.relation};
}

Sample Unmasked(Sample sample) {
  for (std::size_t i = 0; i < sample.masked_positions.size(); ++i) {
    sample.token_ids[static_cast<std::size_t>(sample.masked_positions[i])] = sample.masked_labels[i];
  }
  sample.masked_positions.clear();
  sample.masked_labels.clear();
  return sample;
}

Shortcuts::Shortcuts(const Corpus& corpus, const SampleOptions& options, std::uint64_t samples, int threads)
    : Shortcuts(static_cast<std::size_t>(corpus.vocabulary().size()),
                TrainingSides(corpus, options, samples, threads)) {}

Shortcuts::Shortcuts(std::size_t vocabulary, const std::vector<SampleSides>& training)
    : inverse_document_frequency_(InverseDocumentFrequency(vocabulary, training)),
      unigram_loss_(UnigramLosses(vocabulary, training)),
      a_only_(BagOfWordsProbe::Side::kA, vocabulary, training),
      b_only_(BagOfWordsProbe::Side::kB, vocabulary, training) {}

double Shortcuts::Similarity(const SampleSides& sample) const {
  const auto weighted = [&](const std::vector<std::int32_t>& pieces) {
    SparseVector vector;
    for (const std::int32_t piece : pieces) {
      vector[piece] += inverse_document_frequency_[static_cast<std::size_t>(piece)];
    }
    return vector;
  };
  const SparseVector a = weighted(sample.a);
  const SparseVector b = weighted(sample.b);
  const double norms = std::sqrt(Dot(a, a) * Dot(b, b));
  return norms > 0 ? Dot(a, b) / norms : 0;
}

double Shortcuts::UnigramLoss(std::int32_t piece) const { return unigram_loss_[static_cast<std::size_t>(piece)]; }

}  // namespace linkbert
