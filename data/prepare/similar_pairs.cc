#include "data/prepare/similar_pairs.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "base/error.h"

namespace linkbert {
namespace {

class Joined {
 public:
  explicit Joined(std::span<const std::uint32_t> joined) : parent_(joined.size()) {
    std::iota(parent_.begin(), parent_.end(), 0U);
    for (std::uint32_t i = 0; i < joined.size(); ++i) Join(i, joined[i]);
  }
  std::uint32_t First(std::uint32_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  bool Same(std::uint32_t i, std::uint32_t j) { return First(i) == First(j); }
  void Join(std::uint32_t i, std::uint32_t j) {
    i = First(i), j = First(j);
    parent_[std::max(i, j)] = std::min(i, j);
  }

 private:
  std::vector<std::uint32_t> parent_;
};

// Sets that have one shingle in their prefix.
struct Posting {
  std::vector<std::uint32_t> sets;
  bool one = true;  // all of them are joined: whoever joins one of them need not look at the others
};

class PairSearch {
 public:
  PairSearch(std::span<const Shingles> sets, std::span<const std::uint32_t> joined, double least)
      : sets_(sets), least_(least), joined_(joined), looked_at_(sets.size(), 0) {
    for (const Shingles& set : sets) {
      keys_.push_back(set.Hashes());
      for (const std::uint64_t key : keys_.back()) ++counts_[key];
    }
  }

  std::vector<SimilarPair> Run() {
    for (std::uint32_t set = 0; set < sets_.size(); ++set) {
      if (IsSameAsAnEarlier(set)) continue;
      const std::vector<std::uint64_t> prefix = Prefix(set);
      for (const std::uint64_t key : prefix) CompareWith(postings_[key], set);
      for (const std::uint64_t key : prefix) {
        Posting& posting = postings_[key];
        posting.one = posting.one && (posting.sets.empty() || joined_.Same(posting.sets.front(), set));
        posting.sets.push_back(set);
      }
    }
    return std::move(found_);
  }

 private:
  // The same shingles have the same similarity to every other set: the first stands for all.
  bool IsSameAsAnEarlier(std::uint32_t set) {
    std::uint64_t all = sets_[set].size();
    for (const std::uint64_t key : keys_[set]) all = (all ^ key) * 0x9E3779B97F4A7C15U;
    for (const std::uint32_t earlier : wholes_[all]) {
      if (Jaccard(sets_[earlier], sets_[set]) < 1) continue;
      if (!joined_.Same(earlier, set)) Found(earlier, set);
      return true;
    }
    wholes_[all].push_back(set);
    return false;
  }

  // The rarest shingles: as many as are certain to hold one of those shared with a similar set. An order that is the
  // same for all sets; two shingles of one hash only make a candidate more.
  std::vector<std::uint64_t> Prefix(std::uint32_t set) const {
    std::vector<std::uint64_t> keys = keys_[set];
    const auto shared = static_cast<std::size_t>(std::ceil(least_ * static_cast<double>(keys.size()) - 1e-6));
    const std::size_t length = keys.size() - std::min(keys.size(), std::max<std::size_t>(shared, 1)) + 1;
    std::ranges::sort(keys, {}, [this](std::uint64_t key) { return std::pair(counts_.at(key), key); });
    keys.resize(std::min(length, keys.size()));
    return keys;
  }

  void CompareWith(const Posting& posting, std::uint32_t set) {
    for (const std::uint32_t earlier : posting.sets) {
      if (posting.one && joined_.Same(earlier, set)) return;
      if (std::exchange(looked_at_[earlier], set) == set || joined_.Same(earlier, set)) continue;
      if (Jaccard(sets_[earlier], sets_[set]) >= least_) Found(earlier, set);
    }
  }

  void Found(std::uint32_t first, std::uint32_t second) {
    found_.push_back({first, second});
    joined_.Join(first, second);
  }

  std::span<const Shingles> sets_;
  double least_;
  Joined joined_;
  std::vector<std::vector<std::uint64_t>> keys_;                          // of each set: its shingles' hashes
  std::unordered_map<std::uint64_t, std::uint32_t> counts_;               // sets that have a shingle
  std::unordered_map<std::uint64_t, Posting> postings_;                   // by shingle
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> wholes_;  // by the hash of all shingles
  std::vector<std::uint32_t> looked_at_;                                  // by set: the later one it was compared with
  std::vector<SimilarPair> found_;
};

}  // namespace

std::vector<SimilarPair> SimilarPairs(std::span<const Shingles> sets, std::span<const std::uint32_t> joined,
                                      double least) {
  LB_CHECK(least > 0 && least <= 1 && joined.size() == sets.size());
  return PairSearch(sets, joined, least).Run();
}

}  // namespace linkbert
