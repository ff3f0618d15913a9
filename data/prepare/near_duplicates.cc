#include "data/prepare/near_duplicates.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/hash.h"
#include "data/documents/plain_text.h"

namespace linkbert {
namespace {

constexpr std::size_t kShingleWords = 5;
constexpr int kMinima = 128;
constexpr double kFound = 0.99;

using Tokens = std::span<const std::int32_t>;

// Where words begin, and the end.
std::vector<std::size_t> WordStarts(Tokens tokens, const Vocabulary& vocabulary) {
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (i == 0 || !vocabulary.IsContinuation(tokens[i])) starts.push_back(i);
  }
  starts.push_back(tokens.size());
  return starts;
}

template <typename Visitor>
void ForShingles(Tokens tokens, const Vocabulary& vocabulary, Visitor&& visit) {
  const std::vector<std::size_t> starts = WordStarts(tokens, vocabulary);
  const std::size_t words = std::min(kShingleWords, starts.size() - 1);
  for (std::size_t i = 0; i + words < starts.size(); ++i)
    visit(tokens.subspan(starts[i], starts[i + words] - starts[i]));
}

std::uint64_t HashOf(Tokens tokens) { return Hash64(tokens.data(), tokens.size_bytes()); }

// Another order of all 64-bit numbers for every salt: the finish of SplitMix64 (Steele et al. 2014).
std::uint64_t Mix(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31);
}

}  // namespace

Shingles::Shingles(Tokens tokens, const Vocabulary& vocabulary) {
  ForShingles(tokens, vocabulary, [&](Tokens shingle) { distinct_.push_back(shingle); });
  const auto before = [](Tokens a, Tokens b) { return std::ranges::lexicographical_compare(a, b); };
  std::sort(distinct_.begin(), distinct_.end(), before);
  const auto same = [](Tokens a, Tokens b) { return std::ranges::equal(a, b); };
  distinct_.erase(std::unique(distinct_.begin(), distinct_.end(), same), distinct_.end());
}

std::vector<std::uint64_t> Shingles::Hashes() const {
  std::vector<std::uint64_t> hashes;
  hashes.reserve(distinct_.size());
  for (const Tokens shingle : distinct_) hashes.push_back(HashOf(shingle));
  return hashes;
}

double Jaccard(const Shingles& a, const Shingles& b) {
  std::size_t shared = 0;
  auto x = a.distinct_.begin(), y = b.distinct_.begin();
  while (x != a.distinct_.end() && y != b.distinct_.end()) {
    const auto order = std::lexicographical_compare_three_way(x->begin(), x->end(), y->begin(), y->end());
    shared += order == 0;
    if (order <= 0) ++x;
    if (order >= 0) ++y;
  }
  const std::size_t either = a.size() + b.size() - shared;
  return either == 0 ? 1.0 : static_cast<double>(shared) / static_cast<double>(either);
}

double CandidateProbability(const Banding& banding, double similarity) {
  return 1 - std::pow(1 - std::pow(similarity, banding.rows), banding.bands);
}

Banding BandingFor(double similarity) {
  Banding best{kMinima, 1};
  for (int rows = 2; rows <= kMinima; ++rows) {
    const Banding longer{kMinima / rows, rows};
    if (CandidateProbability(longer, similarity) >= kFound) best = longer;
  }
  return best;
}

DuplicateKeys::DuplicateKeys(const Vocabulary& vocabulary, double near_duplicates) : vocabulary_(vocabulary) {
  if (near_duplicates > 0) banding_ = BandingFor(near_duplicates);
  for (int i = 0; i < banding_.bands * banding_.rows; ++i) salts_.push_back(Hash64(&i, sizeof i));
}

std::vector<std::uint64_t> DuplicateKeys::Minima(Tokens tokens) const {
  std::vector<std::uint64_t> minima(salts_.size(), std::numeric_limits<std::uint64_t>::max());
  ForShingles(tokens, vocabulary_, [&](Tokens shingle) {
    const std::uint64_t hash = HashOf(shingle);
    for (std::size_t i = 0; i < salts_.size(); ++i) minima[i] = std::min(minima[i], Mix(hash ^ salts_[i]));
  });
  return minima;
}

void DuplicateKeys::Append(std::string_view text, Tokens tokens, std::vector<std::uint64_t>& keys) const {
  keys.push_back(Hash64(OneLine(text)));
  if (banding_.bands == 0) return;
  const std::vector<std::uint64_t> minima = Minima(tokens);
  const auto rows = static_cast<std::size_t>(banding_.rows);
  for (std::size_t band = 0; band < static_cast<std::size_t>(banding_.bands); ++band) {
    const std::uint64_t key = Hash64(&minima[band * rows], rows * sizeof minima[0]);
    keys.push_back(Mix(key ^ salts_[band]));  // bands do not meet each other
  }
}

}  // namespace linkbert
