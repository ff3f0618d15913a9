// LexicalIndex against cosines computed the plain way, with documents cut into blocks of any size.
#include "data/links/lexical_links.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/philox.h"

namespace linkbert {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Documents = std::vector<std::vector<std::int32_t>>;

constexpr std::size_t kTerms = 60;

// Terms of low numbers are frequent; some documents are empty, some are the same.
Documents RandomDocuments(std::size_t count) {
  Documents documents;
  for (std::size_t d = 0; d < count; ++d) {
    const RandomSequence random(3, RandomStream::kVocabulary, d);
    std::vector<std::int32_t> tokens(random.Below(0, 20));
    for (std::uint32_t i = 0; i < tokens.size(); ++i)
      tokens[i] = static_cast<std::int32_t>(std::min(random.Below(2 * i + 1, kTerms), random.Below(2 * i + 2, kTerms)));
    documents.push_back(d % 17 == 16 ? documents[d - 5] : tokens);
  }
  return documents;
}

std::vector<std::uint64_t> Frequencies(const Documents& documents) {
  std::vector<std::uint64_t> frequency(kTerms);
  for (const auto& document : documents) {
    for (const std::int32_t term : std::set<std::int32_t>(document.begin(), document.end()))
      ++frequency[static_cast<std::size_t>(term)];
  }
  return frequency;
}

// By the textbook: counts in a map, the logarithm, the angle.
double Cosine(const Documents& documents, std::size_t a, std::size_t b) {
  const std::vector<std::uint64_t> frequency = Frequencies(documents);
  const auto vector = [&](std::size_t document) {
    std::map<std::int32_t, double> weights;
    for (const std::int32_t term : documents[document]) {
      const auto having = static_cast<double>(frequency[static_cast<std::size_t>(term)]);
      weights[term] += std::log((1.0 + static_cast<double>(documents.size())) / (1.0 + having));
    }
    return weights;
  };
  std::map<std::int32_t, double> x = vector(a), y = vector(b);
  double product = 0, xx = 0, yy = 0;
  for (const auto& [term, weight] : x) product += weight * (y.count(term) > 0 ? y[term] : 0), xx += weight * weight;
  for (const auto& [term, weight] : y) yy += weight * weight;
  return xx > 0 && yy > 0 ? product / std::sqrt(xx * yy) : 0;
}

std::vector<WeightedTerms> Weigh(const Documents& documents) {
  const TermWeights weights(Frequencies(documents), documents.size());
  std::vector<WeightedTerms> weighted;
  for (const auto& document : documents) weighted.push_back(weights.Of(document));
  return weighted;
}

TEST(LexicalIndex, GivesTheCosineOfEveryPair) {
  const Documents documents = RandomDocuments(80);
  const std::vector<WeightedTerms> weighted = Weigh(documents);
  const LexicalIndex index(weighted, kTerms);
  std::vector<double> cosines;
  for (std::size_t query = 0; query < documents.size(); ++query) {
    index.Score(weighted[query], cosines);
    ASSERT_EQ(cosines.size(), documents.size());
    for (std::size_t i = 0; i < documents.size(); ++i)
      EXPECT_NEAR(cosines[i], Cosine(documents, query, i), 1e-13) << query << " " << i;
  }
}

TEST(LexicalIndex, CosinesAreTheSameBitsHoweverDocumentsAreCut) {
  const std::vector<WeightedTerms> weighted = Weigh(RandomDocuments(80));
  const LexicalIndex whole(weighted, kTerms);
  std::vector<double> wanted, cosines;
  for (const std::ptrdiff_t size : {1, 7, 33}) {
    for (std::ptrdiff_t begin = 0; begin < 80; begin += size) {
      const auto end = weighted.begin() + std::min<std::ptrdiff_t>(begin + size, 80);
      const LexicalIndex block({weighted.begin() + begin, end}, kTerms);
      whole.Score(weighted[11], wanted);
      block.Score(weighted[11], cosines);
      EXPECT_TRUE(std::equal(cosines.begin(), cosines.end(), wanted.begin() + begin)) << size << " " << begin;
    }
  }
}

TEST(TermWeights, APieceThatAllDocumentsHaveWeighsNothing) {
  const TermWeights weights(std::vector<std::uint64_t>{4, 1}, 4);
  const WeightedTerms terms = weights.Of(std::vector<std::int32_t>{1, 0, 0, 1, 0});
  ASSERT_EQ(terms.size(), 1U);
  EXPECT_EQ(terms[0].term, 1U);
  EXPECT_DOUBLE_EQ(terms[0].weight, 1.0);
  EXPECT_THAT(weights.Of(std::vector<std::int32_t>{0}), IsEmpty());
}

TEST(NearestDocuments, KeepsTheMostSimilarAndBreaksTiesByNumber) {
  NearestDocuments nearest(3);
  nearest.Offer(0, 0.25);
  nearest.Offer(1, 0.5);
  nearest.Offer(2, 0.0);
  EXPECT_THAT(nearest.Documents(), ElementsAre(1, 0));
  nearest.Offer(3, 0.25);
  nearest.Offer(4, 0.25);
  nearest.Offer(5, 0.5);
  EXPECT_THAT(nearest.Documents(), ElementsAre(1, 5, 0));
}

}  // namespace
}  // namespace linkbert
