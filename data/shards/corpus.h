// Corpus: read access to a prepared corpus folder (docs/formats.md): documents, segments, tokens, links, split.
//
// Flow: prepare -> folder -> [Corpus] -> PairSampler -> batches. Documents and segments are numbered over the whole
// corpus in source order. The data is memory mapped at the HDF5 datasets' offsets; spans stay valid while the Corpus
// lives. Immutable after Open, so every method is safe from any thread.
// Errors: Open throws kInput naming file, dataset, seen and wanted.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/tokens/normalizer_options.h"
#include "data/tokens/vocabulary.h"

namespace linkbert {

using DocumentId = std::uint32_t;
using SegmentId = std::uint64_t;

struct SegmentRange {
  SegmentId begin;
  SegmentId end;  // exclusive
};

class Corpus {
 public:
  static Corpus Open(const std::string& folder);
  ~Corpus();
  Corpus(Corpus&&) noexcept;

  std::uint64_t document_count() const;
  std::uint64_t segment_count() const;
  std::uint64_t token_count() const;
  const std::string& folder() const;
  const Vocabulary& vocabulary() const;
  const NormalizerOptions& normalizer() const;
  // XXH3-128 of manifest.json: it lists every other file's checksum, so it names the whole corpus.
  const std::string& fingerprint() const;

  SegmentRange DocumentSegments(DocumentId document) const;
  DocumentId SegmentDocument(SegmentId segment) const;   // O(log documents)
  std::string_view Title(DocumentId document) const;     // UTF-8
  std::string_view SourceId(DocumentId document) const;  // the source's own id, UTF-8
  std::string_view Subject(DocumentId document) const;   // UTF-8; empty where the source names none

  std::uint32_t SegmentLength(SegmentId segment) const;  // tokens
  // Appends the segment's tokens to `out`.
  void AppendTokens(SegmentId segment, std::vector<std::int32_t>& out) const;

  // Positioned, resolved links of a segment, in text order: target document, and the token of the segment where the
  // link's anchor text begins. Both spans have the same length. A document never links to itself here.
  std::span<const std::uint32_t> LinkTargets(SegmentId segment) const;
  std::span<const std::uint32_t> LinkTokens(SegmentId segment) const;
  // Links without a position (PubMed citations, jsonl targets); empty for sources with positioned links.
  std::span<const std::uint32_t> DocumentLinks(DocumentId document) const;

  // The split is a hash of the source id (docs/formats.md). In-degree: distinct TRAINING documents that link here.
  bool IsHeldOut(DocumentId document) const;
  std::uint32_t InDegree(DocumentId document) const;

  // Every block of every file against its checksum, every offset against its neighbours. Reads everything.
  void VerifyAll() const;

 private:
  class Impl;
  explicit Corpus(std::unique_ptr<const Impl> impl);
  std::unique_ptr<const Impl> impl_;
};

}  // namespace linkbert
