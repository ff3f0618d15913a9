// Duplicates: documents whose text an earlier document has already, exactly or nearly, found over the whole corpus.
//
// Flow: SignaturesParts + TokenLists -> [DuplicateSearch], a work item a range of keys -> DuplicatesParts -> Clusters
// -> numbering, split. Equal keys only propose a pair: exact duplicates have equal hashes and equal tokens, near
// duplicates a Jaccard similarity at or above the threshold. A cluster is what such pairs join, however long the chain;
// its first document in source order stands for it. The pairs written may depend on nothing but the documents. Memory
// of an item: its keys (256 MiB), the tokens it compares are mapped; of Clusters: 40 bytes a document that is in a
// cluster. Threads: SearchPartition is safe from any thread. Errors: kInput for a damaged work file, kOutput.
#pragma once
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "data/prepare/prepare_folder.h"
#include "data/prepare/work_file.h"
#include "data/tokens/vocabulary.h"

namespace linkbert {

// A document that is not the first of its cluster.
struct Duplicate {
  std::uint32_t document;
  std::uint32_t first;  // of the cluster
  bool exact;           // an earlier document has the very text
};

class DuplicateSearch {
 public:
  // Requires: the signatures and tokens of all items lie in the folder. All but the numbers must outlive the search.
  // Only documents that `versions` holds have duplicates and are any.
  // partition_bytes: of signatures, which take twice that in memory; the clusters do not depend on it.
  DuplicateSearch(const PrepareFolder& folder, std::size_t items, const KeptDocuments& versions,
                  const Vocabulary& vocabulary, double near_duplicates,
                  std::uintmax_t partition_bytes = std::uintmax_t{128} << 20);

  std::size_t partitions() const { return partitions_; }
  // Writes the pairs of a partition, unless they lie there.
  void SearchPartition(std::size_t partition) const;
  // All partitions' clusters; ascending by document, numbered as encoded. Requires: every partition was searched.
  std::vector<Duplicate> Clusters() const;

 private:
  const PrepareFolder& folder_;
  std::size_t items_;
  const KeptDocuments& versions_;
  const Vocabulary& vocabulary_;
  double near_duplicates_;
  std::size_t partitions_;
};

// The id that decides on which side of the split a document is: that of its cluster's first document.
class SplitIds {
 public:
  // Ascending by document; `first` is kept too.
  explicit SplitIds(const std::vector<Duplicate>& duplicates);

  // To be asked of documents in ascending order, all of them. Valid until the next call.
  const std::string& Of(std::uint32_t document, const std::string& id);

 private:
  std::unordered_map<std::uint32_t, std::uint32_t> first_of_;
  std::unordered_map<std::uint32_t, std::string> ids_;  // of the firsts
};

}  // namespace linkbert
