#include "data/links/lexical_links.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace linkbert {

TermWeights::TermWeights(std::span<const std::uint64_t> document_frequency, std::uint64_t documents) {
  inverse_document_frequency_.reserve(document_frequency.size());
  for (const std::uint64_t frequency : document_frequency) {
    inverse_document_frequency_.push_back(
        std::log((1 + static_cast<double>(documents)) / (1 + static_cast<double>(frequency))));
  }
}

WeightedTerms TermWeights::Of(std::span<const std::int32_t> tokens) const {
  std::vector<std::int32_t> sorted(tokens.begin(), tokens.end());
  std::sort(sorted.begin(), sorted.end());
  WeightedTerms terms;
  double square = 0;
  for (std::size_t begin = 0, end = 0; begin < sorted.size(); begin = end) {
    while (end < sorted.size() && sorted[end] == sorted[begin]) ++end;
    const auto term = static_cast<std::uint32_t>(sorted[begin]);
    LB_CHECK(term < inverse_document_frequency_.size(), "term {} of {}", term, inverse_document_frequency_.size());
    const double weight = static_cast<double>(end - begin) * inverse_document_frequency_[term];
    if (weight <= 0) continue;
    terms.push_back({term, weight});
    square += weight * weight;
  }
  const double length = std::sqrt(square);
  for (WeightedTerm& term : terms) term.weight /= length;
  return terms;
}

LexicalIndex::LexicalIndex(const std::vector<WeightedTerms>& documents, std::size_t terms)
    : documents_(documents.size()), begins_(terms + 1) {
  for (const WeightedTerms& document : documents) {
    for (const WeightedTerm& term : document) ++begins_[term.term + 1];
  }
  for (std::size_t term = 0; term < terms; ++term) begins_[term + 1] += begins_[term];
  postings_.resize(begins_.back());
  std::vector<std::size_t> next(begins_.begin(), begins_.end() - 1);
  for (std::size_t i = 0; i < documents.size(); ++i) {
    for (const WeightedTerm& term : documents[i])
      postings_[next[term.term]++] = {static_cast<std::uint32_t>(i), term.weight};
  }
}

void LexicalIndex::Score(const WeightedTerms& query, std::vector<double>& cosines) const {
  cosines.assign(documents_, 0);
  for (const WeightedTerm& term : query) {
    for (std::size_t i = begins_[term.term]; i < begins_[term.term + 1]; ++i)
      cosines[postings_[i].document] += term.weight * postings_[i].weight;
  }
}

void NearestDocuments::Insert(std::uint32_t document, double cosine) {
  if (count_ == 0) return;
  if (found_.size() == count_) found_.pop_back();
  // Behind equal ones: their numbers are smaller.
  const auto place = std::upper_bound(found_.begin(), found_.end(), cosine,
                                      [](double value, const Found& found) { return value > found.cosine; });
  found_.insert(place, Found{document, cosine});
}

std::vector<std::uint32_t> NearestDocuments::Documents() const {
  std::vector<std::uint32_t> documents;
  documents.reserve(found_.size());
  for (const Found& found : found_) documents.push_back(found.document);
  return documents;
}

}  // namespace linkbert
