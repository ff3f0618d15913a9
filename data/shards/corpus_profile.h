// ProfileCorpus: what only a pass over a whole corpus tells: how many links documents have, which are the longest and
// which the most linked.
//
// Flow: Corpus -> [ProfileCorpus] -> the page of `linkbert inspect corpus --html`. Reads every link and no token; about
// 16 bytes a document. Deterministic: ties go to the document that comes first. Errors: as reading a Corpus.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "data/shards/corpus.h"

namespace linkbert {

// Documents that have from `low` to `high` links.
struct DegreeBin {
  std::uint32_t low = 0;
  std::uint32_t high = 0;
  std::uint64_t in = 0;   // by distinct training documents that link to them (Corpus::InDegree)
  std::uint64_t out = 0;  // by distinct documents that they link to
};

struct DocumentFigures {
  DocumentId document = 0;
  std::uint64_t tokens = 0;
  std::uint32_t in_degree = 0;
  std::uint32_t out_degree = 0;
};

struct CorpusProfile {
  std::vector<DegreeBin> degrees;  // 0, 1, 2 to 3, 4 to 7, ... up to the largest
  std::vector<DocumentFigures> longest;
  std::vector<DocumentFigures> most_linked;
};

// `most`: how many of the longest and of the most linked.
CorpusProfile ProfileCorpus(const Corpus& corpus, std::size_t most = 15);

DocumentFigures FiguresOf(const Corpus& corpus, DocumentId document);

}  // namespace linkbert
