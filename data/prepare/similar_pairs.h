// SimilarPairs: which of many documents are near duplicates of each other, without comparing every two.
//
// Templates (stubs of places, species, albums) put thousands of documents under one band of minima, most of them not
// similar enough. Prefix filtering (Chaudhuri, Ganti, Kaushik 2006; Bayardo, Ma, Srikant 2007) passes over them without
// loss: with shingles ordered from the rarest on, two sets of a similarity t share one of the first |set| - t |set| + 1
// of each. What a template brings is common and comes last.
// A pure function; any thread.
#pragma once
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "data/prepare/near_duplicates.h"

namespace linkbert {

struct SimilarPair {
  std::uint32_t first;  // places in `sets`, first < second
  std::uint32_t second;
  friend bool operator==(const SimilarPair&, const SimilarPair&) = default;
};

// Pairs with Jaccard >= least: enough of them to join everything that chains of such pairs and `joined` join.
// joined[i]: a place whose set is known to belong with i's, i itself if none is. Requires: 0 < least <= 1.
std::vector<SimilarPair> SimilarPairs(std::span<const Shingles> sets, std::span<const std::uint32_t> joined,
                                      double least);

}  // namespace linkbert
