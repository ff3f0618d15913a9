// LexicalSearch: the lexical links of a corpus, in work items of a block of documents each.
//
// Flow: TokenLists + CorpusIndex::blocks -> CountBlock, barrier -> LoadWeights -> RelateBlock, barrier -> LexicalParts
// -> LexicalLinkReader -> graph.h5. RelateBlock compares the documents of its block with all of the corpus, one block's
// inverted index after the other: time grows with the square of the documents, memory does not grow (about 50 MB a
// thread). Threads: CountBlock and RelateBlock are safe from any thread. Errors: kInput for a damaged work file,
// kOutput.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "data/documents/accounting.h"
#include "data/links/lexical_links.h"
#include "data/prepare/prepare_folder.h"
#include "data/prepare/shard_plan.h"
#include "data/prepare/work_file.h"
#include "data/shards/encoded_document.h"
#include "data/tokens/vocabulary.h"

namespace linkbert {

class LexicalSearch {
 public:
  // All must outlive the search. links: the most of a document.
  LexicalSearch(const PrepareFolder& folder, const ShardPlan& blocks, const Vocabulary& vocabulary, std::int64_t links);

  // Writes how many documents of the block have each piece, unless it is there.
  void CountBlock(std::size_t block) const;
  // Requires: every block was counted.
  void LoadWeights();
  // Writes the links of the block's documents, unless they are there. Requires: LoadWeights.
  void RelateBlock(std::size_t block) const;

 private:
  const PrepareFolder& folder_;
  const ShardPlan& blocks_;
  const Vocabulary& vocabulary_;
  std::size_t links_;
  std::optional<TermWeights> weights_;
};

// Adds lexical links to the documents' own, in corpus order.
class LexicalLinkReader {
 public:
  // The folder must outlive it.
  LexicalLinkReader(const PrepareFolder& folder, std::size_t blocks) : folder_(folder), blocks_(blocks) {}

  // The next document. A link that it has already, without a place, is counted but not repeated.
  void AddTo(EncodedDocument& document, LexicalAccounting& accounting);

 private:
  const PrepareFolder& folder_;
  std::size_t blocks_;
  std::size_t next_block_ = 0;
  LexicalPart part_;
  std::size_t document_ = 0;  // of the part
  std::size_t link_ = 0;
};

}  // namespace linkbert
