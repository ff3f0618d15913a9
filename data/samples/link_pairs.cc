#include "data/samples/link_pairs.h"

#include "base/error.h"
#include "data/samples/permutation.h"

namespace linkbert {
namespace {

constexpr std::uint64_t kOrder = ~std::uint64_t{0};  // the permutation's epoch: one that no training reaches

// Without contiguous samples every anchor with a link is equally often linked, which makes `matched` partners equal to
// the linked ones in distribution.
SampleOptions OptionsOfPairs(SampleOptions options) {
  options.random = "matched";
  options.mix = {.contiguous = 0, .random = 1, .linked = 1};
  return options;
}

}  // namespace

LinkPairs::LinkPairs(const Corpus& corpus, const SampleOptions& options, Split split, std::uint64_t most_anchors,
                     int threads)
    : sampler_(corpus, OptionsOfPairs(options), split, threads) {
  const Anchors& all = sampler_.pairs().anchors();
  const KeyedPermutation order(static_cast<std::uint64_t>(options.seed), kOrder, all.size());
  for (std::uint64_t place = 0; place < all.size() && anchors_.size() < most_anchors; ++place) {
    const std::uint64_t number = order(place);
    if (sampler_.pairs().links().HasAny(all.At(number))) anchors_.push_back(number);
  }
}

Pair LinkPairs::Pair(std::uint64_t index) const {
  LB_CHECK(index < size(), "pair {} of {}", index, size());
  const Relation relation = index % 2 == 0 ? Relation::kLinked : Relation::kRandom;
  return sampler_.pairs().Make(sampler_.pairs().anchors().At(anchors_[index / 2]), relation, index);
}

Sample LinkPairs::Sample(std::uint64_t index) const { return sampler_.Build(index, Pair(index)); }

std::uint32_t LinkPairs::Length(std::uint64_t index) const { return PairSampler::Length(Pair(index)); }

}  // namespace linkbert
