#include "data/samples/corpus_mixture.h"

#include <numeric>
#include <utility>

#include "base/error.h"
#include "base/hash.h"

namespace linkbert {

std::vector<Corpus> OpenCorpora(const std::vector<std::string>& folders) {
  std::vector<Corpus> corpora;
  corpora.reserve(folders.size());
  for (const std::string& folder : folders) {
    corpora.push_back(Corpus::Open(folder));
    const Corpus& first = corpora.front();
    const Corpus& corpus = corpora.back();
    const std::string difference = corpus.vocabulary().DifferenceFrom(first.vocabulary());
    const bool same_normalizer = corpus.normalizer() == first.normalizer();
    if (difference.empty() && same_normalizer) continue;
    throw Fail(
        ErrorCode::kInput,
        "{}: was prepared with another {} than {}: {}; corpora that are mixed must have the same. Prepare one of "
        "them again.",
        folder, same_normalizer ? "vocabulary" : "normaliser", first.folder(),
        same_normalizer ? difference : fmt::format("{}; {}", ToText(corpus.normalizer()), ToText(first.normalizer())));
  }
  return corpora;
}

std::string FingerprintOf(const std::vector<Corpus>& corpora) {
  if (corpora.size() == 1) return corpora.front().fingerprint();
  std::string all;
  for (const Corpus& corpus : corpora) all += corpus.fingerprint();
  return Hash128Hex(all.data(), all.size());
}

CorpusMixture::CorpusMixture(const std::vector<Corpus>& corpora, const std::vector<double>& weights,
                             const SampleOptions& options, Split split, int threads)
    : shares_(weights) {
  if (!weights.empty() && weights.size() != corpora.size()) {
    throw Fail(ErrorCode::kConfiguration, "there are {} weights for {} corpora; give one for each, or none.",
               weights.size(), corpora.size());
  }
  for (const Corpus& corpus : corpora) {
    samplers_.push_back(std::make_unique<PretrainingSampler>(corpus, options, split, threads));
    if (weights.empty()) shares_.push_back(static_cast<double>(samplers_.back()->anchors()));
  }
  if (corpora.size() > 1) {
    std::vector<MixedSampler::Part> parts;
    for (std::size_t i = 0; i < corpora.size(); ++i) parts.push_back({samplers_[i].get(), shares_[i]});
    mixed_.emplace(std::move(parts), static_cast<std::uint64_t>(options.seed));
  }
  const double sum = std::accumulate(shares_.begin(), shares_.end(), 0.0);
  for (double& share : shares_) share /= sum;
}

std::uint64_t CorpusMixture::anchors() const {
  std::uint64_t anchors = 0;
  for (const auto& sampler : samplers_) anchors += sampler->anchors();
  return anchors;
}

}  // namespace linkbert
