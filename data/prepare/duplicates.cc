#include "data/prepare/duplicates.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <span>
#include <utility>

#include "base/error.h"
#include "data/prepare/near_duplicates.h"
#include "data/prepare/similar_pairs.h"
#include "data/prepare/token_lists.h"

namespace linkbert {
namespace {

// Sets of documents that grow together; the smallest document stands for its set.
class DisjointSets {
 public:
  std::uint32_t First(std::uint32_t document) {
    std::uint32_t first = document;
    for (auto at = parent_.find(first); at != parent_.end(); at = parent_.find(first)) first = at->second;
    while (document != first) document = std::exchange(parent_[document], first);
    return first;
  }
  void Join(std::uint32_t a, std::uint32_t b) {
    a = First(a), b = First(b);
    if (a != b) parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::unordered_map<std::uint32_t, std::uint32_t> parent_;  // of documents that are not first
};

struct KeyedDocument {
  std::uint64_t key;
  std::uint32_t document;
  friend auto operator<=>(const KeyedDocument&, const KeyedDocument&) = default;
};

class PartitionSearch {
 public:
  PartitionSearch(const PrepareFolder& folder, std::size_t items, const KeptDocuments& versions,
                  const Vocabulary& vocabulary, double near_duplicates)
      : folder_(folder),
        versions_(versions),
        vocabulary_(vocabulary),
        near_duplicates_(near_duplicates),
        per_document_(DuplicateKeys(vocabulary, near_duplicates).per_document()),
        lists_(items) {}

  DuplicatesPart Run(std::size_t partition, std::size_t partitions) {
    Load(partition, partitions);
    ForGroups(texts_, [this](auto documents) { MatchTexts(documents); });
    ForGroups(bands_, [this](auto documents) { MatchShingles(documents); });
    return std::move(found_);
  }

 private:
  using Documents = std::span<const std::uint32_t>;

  void Load(std::size_t partition, std::size_t partitions) {
    for (std::size_t item = 0; item < lists_.size(); ++item) {
      SignaturesPart part;
      ReadWorkFile(folder_.SignaturesFile(item), part);
      const std::uint64_t first = firsts_.back();
      firsts_.push_back(first + part.keys.size() / per_document_);
      LB_CHECK(firsts_.back() <= 0xFFFFFFFF, "more documents than 32 bits number");
      for (std::size_t i = 0; i < part.keys.size(); ++i) {
        if (part.keys[i] % partitions != partition) continue;
        const auto document = static_cast<std::uint32_t>(first + i / per_document_);
        if (!versions_.Holds(document)) continue;
        (i % per_document_ == 0 ? texts_ : bands_).push_back({part.keys[i], document});
      }
    }
    std::sort(texts_.begin(), texts_.end());
    std::sort(bands_.begin(), bands_.end());
  }

  // Calls visit(documents, ascending) for every key of several documents.
  template <typename Visitor>
  void ForGroups(const std::vector<KeyedDocument>& keyed, Visitor&& visit) {
    std::vector<std::uint32_t> group;
    for (std::size_t begin = 0, end = 0; begin < keyed.size(); begin = end) {
      group.clear();
      for (; end < keyed.size() && keyed[end].key == keyed[begin].key; ++end) group.push_back(keyed[end].document);
      if (group.size() > 1) visit(Documents(group));
    }
  }

  std::span<const std::int32_t> Tokens(std::uint32_t document) {
    const auto after = std::upper_bound(firsts_.begin(), firsts_.end(), document);
    const auto item = static_cast<std::size_t>(after - firsts_.begin()) - 1;
    if (!lists_[item]) lists_[item] = std::make_unique<TokenLists>(folder_.TokensFile(item));
    return (*lists_[item])[document - firsts_[item]];
  }

  // Equal hashes of the text: compare the texts, as tokens, with each text seen before under this hash.
  void MatchTexts(Documents documents) {
    std::vector<std::uint32_t> texts;
    for (const std::uint32_t document : documents) {
      const auto same = std::find_if(texts.begin(), texts.end(), [&](std::uint32_t earlier) {
        return std::ranges::equal(Tokens(earlier), Tokens(document));
      });
      if (same == texts.end()) {
        texts.push_back(document);
      } else {
        Found(*same, document, /*exact=*/true);
      }
    }
  }

  // Equal bands: joins what is similar and no pair has joined yet.
  void MatchShingles(Documents documents) {
    std::vector<std::uint32_t> joined;
    std::unordered_map<std::uint32_t, std::uint32_t> places;  // of the first document of a set
    for (std::uint32_t place = 0; place < documents.size(); ++place) {
      joined.push_back(places.try_emplace(sets_.First(documents[place]), place).first->second);
    }
    if (places.size() == 1) return;
    std::vector<Shingles> shingles;
    shingles.reserve(documents.size());
    for (const std::uint32_t document : documents) shingles.emplace_back(Tokens(document), vocabulary_);
    for (const SimilarPair& pair : SimilarPairs(shingles, joined, near_duplicates_)) {
      Found(documents[pair.first], documents[pair.second], /*exact=*/false);
    }
  }

  void Found(std::uint32_t first, std::uint32_t second, bool exact) {
    found_.pairs.push_back({first, second, exact});
    sets_.Join(first, second);
  }

  const PrepareFolder& folder_;
  const KeptDocuments& versions_;
  const Vocabulary& vocabulary_;
  double near_duplicates_;
  std::size_t per_document_;
  std::vector<std::unique_ptr<TokenLists>> lists_;  // of items that were needed
  std::vector<std::uint64_t> firsts_{0};            // document number at which an item begins, and the end
  std::vector<KeyedDocument> texts_, bands_;
  DisjointSets sets_;
  DuplicatesPart found_;
};

}  // namespace

DuplicateSearch::DuplicateSearch(const PrepareFolder& folder, std::size_t items, const KeptDocuments& versions,
                                 const Vocabulary& vocabulary, double near_duplicates, std::uintmax_t partition_bytes)
    : folder_(folder), items_(items), versions_(versions), vocabulary_(vocabulary), near_duplicates_(near_duplicates) {
  std::uintmax_t bytes = 0;
  for (std::size_t item = 0; item < items; ++item) {
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(folder.SignaturesFile(item), error);
    if (error) {
      throw Fail(ErrorCode::kInput, "{}: cannot be opened: {}.", folder.SignaturesFile(item), error.message());
    }
    bytes += size;
  }
  partitions_ = static_cast<std::size_t>(bytes / partition_bytes + 1);
}

void DuplicateSearch::SearchPartition(std::size_t partition) const {
  const std::string path = folder_.DuplicatesFile(partition);
  if (std::filesystem::exists(path)) return;
  WriteWorkFile(path,
                PartitionSearch(folder_, items_, versions_, vocabulary_, near_duplicates_).Run(partition, partitions_));
}

std::vector<Duplicate> DuplicateSearch::Clusters() const {
  DisjointSets sets;
  std::unordered_map<std::uint32_t, bool> members;  // in a cluster; whether an earlier document has the very text
  for (std::size_t partition = 0; partition < partitions_; ++partition) {
    DuplicatesPart part;
    ReadWorkFile(folder_.DuplicatesFile(partition), part);
    for (const DuplicatePair& pair : part.pairs) {
      sets.Join(pair.first, pair.second);
      members.try_emplace(pair.first, false);
      members[pair.second] |= pair.exact;
    }
  }
  std::vector<Duplicate> duplicates;
  for (const auto& [document, exact] : members) {
    const std::uint32_t first = sets.First(document);
    if (first != document) duplicates.push_back({document, first, exact});
  }
  std::ranges::sort(duplicates, {}, &Duplicate::document);
  return duplicates;
}

SplitIds::SplitIds(const std::vector<Duplicate>& duplicates) {
  for (const Duplicate& duplicate : duplicates) {
    first_of_[duplicate.document] = duplicate.first;
    ids_.try_emplace(duplicate.first);
  }
}

const std::string& SplitIds::Of(std::uint32_t document, const std::string& id) {
  if (const auto duplicate = first_of_.find(document); duplicate != first_of_.end()) return ids_[duplicate->second];
  if (const auto first = ids_.find(document); first != ids_.end()) first->second = id;
  return id;
}

}  // namespace linkbert
