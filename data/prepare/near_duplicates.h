// Near duplicates: what two documents share, as a number from 0 to 1, and how to find the pairs that share much.
//
// Two documents are compared by their sets of shingles: every five words in a row, as the tokenizer sees words. Their
// similarity is Jaccard's: shingles in both over shingles in either. MinHash (Broder 1997) finds candidates: the share
// of 128 minima that two documents agree on estimates it, and documents that agree on a whole band of minima are
// candidates; Jaccard itself then decides.
// Pure functions, safe from any thread.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "data/tokens/vocabulary.h"

namespace linkbert {

// The distinct shingles of a document; of one with fewer than five words, all its words are the one shingle. Compared
// token by token, never by hash alone. The tokens must outlive it.
class Shingles {
 public:
  Shingles(std::span<const std::int32_t> tokens, const Vocabulary& vocabulary);
  std::size_t size() const { return distinct_.size(); }
  std::vector<std::uint64_t> Hashes() const;  // one a shingle, in their order
  friend double Jaccard(const Shingles& a, const Shingles& b);

 private:
  std::vector<std::span<const std::int32_t>> distinct_;  // ascending
};
double Jaccard(const Shingles& a, const Shingles& b);

struct Banding {
  int bands = 0;
  int rows = 0;  // minima in each
};
// The longest bands that still make a pair of this similarity a candidate in 99 of 100 cases: 128 minima at most.
// Requires: 0 < similarity <= 1.
Banding BandingFor(double similarity);
// 1 - (1 - similarity^rows)^bands.
double CandidateProbability(const Banding& banding, double similarity);

// What is written down of a document to find its duplicates: numbers that two documents may share.
class DuplicateKeys {
 public:
  // near_duplicates: the similarity from which on two documents count as such; 0: only exact duplicates are looked for.
  // The vocabulary must outlive it.
  DuplicateKeys(const Vocabulary& vocabulary, double near_duplicates);

  // The hash of the text with white space normalised, then one a band.
  std::size_t per_document() const { return 1 + static_cast<std::size_t>(banding_.bands); }
  void Append(std::string_view text, std::span<const std::int32_t> tokens, std::vector<std::uint64_t>& keys) const;

 private:
  std::vector<std::uint64_t> Minima(std::span<const std::int32_t> tokens) const;

  const Vocabulary& vocabulary_;
  Banding banding_;                   // none where only exact duplicates are looked for
  std::vector<std::uint64_t> salts_;  // one a minimum
};

}  // namespace linkbert
