// Lexical similarity: the cosine of two documents' TF-IDF vectors, exactly, and each document's most similar ones.
//
// Flow: tokens -> TermWeights -> WeightedTerms -> [LexicalIndex -> NearestDocuments] -> links without a place.
// A term is a word piece. Its weight is its count in the document times ln((1 + D) / (1 + d)), of D documents d have
// it; a piece that all documents have weighs nothing. Vectors are scaled to length 1. In double, products added by
// ascending term, so a cosine does not depend on how documents are cut into blocks. Immutable but for NearestDocuments;
// pure.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace linkbert {

struct WeightedTerm {
  std::uint32_t term;
  double weight;  // > 0
};
using WeightedTerms = std::vector<WeightedTerm>;  // ascending by term, of length 1; empty where nothing weighs

class TermWeights {
 public:
  // document_frequency[term]: how many of the documents have it.
  TermWeights(std::span<const std::uint64_t> document_frequency, std::uint64_t documents);

  std::size_t terms() const { return inverse_document_frequency_.size(); }
  WeightedTerms Of(std::span<const std::int32_t> tokens) const;

 private:
  std::vector<double> inverse_document_frequency_;
};

// The inverted index of a block of documents: for each term, the documents that have it. 16 bytes a weighted term.
class LexicalIndex {
 public:
  LexicalIndex(const std::vector<WeightedTerms>& documents, std::size_t terms);

  // cosines: [documents]; replaced by the cosine of `query` with each; 0 where no term is shared.
  void Score(const WeightedTerms& query, std::vector<double>& cosines) const;

 private:
  struct Posting {
    std::uint32_t document;
    double weight;
  };
  std::size_t documents_;
  std::vector<std::size_t> begins_;  // [terms + 1]
  std::vector<Posting> postings_;
};

// The documents most similar to one: at most `count`, the most similar first, ties by document number.
class NearestDocuments {
 public:
  explicit NearestDocuments(std::size_t count) : count_(count) {}

  // In ascending order of documents. A cosine of 0 is no similarity.
  void Offer(std::uint32_t document, double cosine) {
    if (cosine > 0 && (found_.size() < count_ || cosine > found_.back().cosine)) Insert(document, cosine);
  }
  std::vector<std::uint32_t> Documents() const;

 private:
  struct Found {
    std::uint32_t document;
    double cosine;
  };
  void Insert(std::uint32_t document, double cosine);

  std::size_t count_;
  std::vector<Found> found_;  // descending by cosine, then ascending by document
};

}  // namespace linkbert
