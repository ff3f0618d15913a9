#include "data/prepare/lexical_search.h"

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "data/prepare/token_lists.h"

namespace linkbert {
namespace {

// The tokens of blocks, one after the other; blocks that follow each other often lie in the same item.
class BlockTokens {
 public:
  explicit BlockTokens(const PrepareFolder& folder) : folder_(folder) {}

  // Calls visit(tokens) for every document of the block, in corpus order.
  template <typename Visitor>
  void Visit(const PlannedShard& block, Visitor&& visit) {
    for (const ItemSlice& slice : block.slices) {
      if (!lists_ || item_ != slice.item) {
        lists_.reset();
        lists_.emplace(folder_.TokensFile(slice.item));
        item_ = slice.item;
      }
      for (std::uint64_t i = slice.first; i < slice.first + slice.count; ++i) visit((*lists_)[i]);
    }
  }

 private:
  const PrepareFolder& folder_;
  std::size_t item_ = 0;
  std::optional<TokenLists> lists_;
};

std::vector<WeightedTerms> Weigh(BlockTokens& tokens, const PlannedShard& block, const TermWeights& weights) {
  std::vector<WeightedTerms> documents;
  tokens.Visit(block, [&](auto list) { documents.push_back(weights.Of(list)); });
  return documents;
}

}  // namespace

LexicalSearch::LexicalSearch(const PrepareFolder& folder, const ShardPlan& blocks, const Vocabulary& vocabulary,
                             std::int64_t links)
    : folder_(folder), blocks_(blocks), vocabulary_(vocabulary), links_(static_cast<std::size_t>(links)) {}

void LexicalSearch::CountBlock(std::size_t block) const {
  const std::string path = folder_.FrequencyFile(block);
  if (std::filesystem::exists(path)) return;
  FrequencyPart part{std::vector<std::uint32_t>(static_cast<std::size_t>(vocabulary_.size()))};
  std::vector<std::int32_t> distinct;
  BlockTokens(folder_).Visit(blocks_.shards()[block], [&](auto tokens) {
    distinct.assign(tokens.begin(), tokens.end());
    std::sort(distinct.begin(), distinct.end());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    for (const std::int32_t token : distinct) ++part.documents[static_cast<std::size_t>(token)];
  });
  WriteWorkFile(path, part);
}

void LexicalSearch::LoadWeights() {
  std::vector<std::uint64_t> frequency(static_cast<std::size_t>(vocabulary_.size()));
  for (std::size_t block = 0; block < blocks_.shards().size(); ++block) {
    FrequencyPart part;
    ReadWorkFile(folder_.FrequencyFile(block), part);
    LB_CHECK(part.documents.size() == frequency.size());
    for (std::size_t term = 0; term < frequency.size(); ++term) frequency[term] += part.documents[term];
  }
  // [UNK] stands for words that have nothing in common: as if every document had it.
  frequency[static_cast<std::size_t>(vocabulary_.unknown_id())] = blocks_.documents();
  weights_.emplace(frequency, blocks_.documents());
}

void LexicalSearch::RelateBlock(std::size_t number) const {
  const std::string path = folder_.LexicalFile(number);
  if (std::filesystem::exists(path)) return;
  const PlannedShard& own = blocks_.shards()[number];
  BlockTokens tokens(folder_);
  const std::vector<WeightedTerms> queries = Weigh(tokens, own, *weights_);
  std::vector<NearestDocuments> nearest(queries.size(), NearestDocuments(links_));
  std::vector<double> cosines;
  for (const PlannedShard& block : blocks_.shards()) {
    const LexicalIndex index(Weigh(tokens, block, *weights_), weights_->terms());
    for (std::size_t query = 0; query < queries.size(); ++query) {
      index.Score(queries[query], cosines);
      for (std::size_t i = 0; i < cosines.size(); ++i) {
        if (block.first_document + i == own.first_document + query) continue;
        nearest[query].Offer(static_cast<std::uint32_t>(block.first_document + i), cosines[i]);
      }
    }
  }
  LexicalPart part;
  for (const NearestDocuments& found : nearest) {
    const std::vector<std::uint32_t> documents = found.Documents();
    part.counts.push_back(static_cast<std::uint32_t>(documents.size()));
    part.targets.insert(part.targets.end(), documents.begin(), documents.end());
  }
  WriteWorkFile(path, part);
}

void LexicalLinkReader::AddTo(EncodedDocument& document, LexicalAccounting& accounting) {
  while (document_ == part_.counts.size()) {
    LB_CHECK(next_block_ < blocks_, "more documents than lexical links were made for");
    ReadWorkFile(folder_.LexicalFile(next_block_++), part_);
    document_ = link_ = 0;
  }
  std::vector<std::uint32_t>& links = document.document_links;
  const auto own = static_cast<std::ptrdiff_t>(links.size());
  for (const std::size_t end = link_ + part_.counts[document_++]; link_ < end; ++link_) {
    const std::uint32_t target = part_.targets[link_];
    if (std::find(links.begin(), links.begin() + own, target) != links.begin() + own) {
      ++accounting.known;
    } else {
      links.push_back(target);
      ++accounting.added;
    }
  }
}

}  // namespace linkbert
