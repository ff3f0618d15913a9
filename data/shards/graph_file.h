// graph.h5: what is known only of the whole corpus: in-degrees, the split, and links without a position.
//
// Flow: prepare -> WriteGraph -> graph.h5 -> [GraphReader] -> Corpus. D documents, E document links.
// The reader is immutable and safe from any thread. Errors: kOutput from WriteGraph, kInput from the reader.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/shards/mapped_dataset.h"

namespace linkbert {

struct GraphContent {
  std::vector<std::uint64_t> document_link_offset{0};  // [D+1]
  std::vector<std::uint32_t> document_link_target;     // [E] document of the corpus
  std::vector<std::uint32_t> in_degree;                // [D] distinct training documents that link here, in any way
  std::vector<std::uint8_t> held_out;                  // [D] 1: held out
};

void WriteGraph(const std::string& path, const GraphContent& graph);

class GraphReader {
 public:
  // The counts are the manifest's.
  GraphReader(const std::string& path, std::uint64_t documents, std::uint64_t document_links);

  std::span<const std::uint32_t> DocumentLinks(std::uint64_t document) const;
  std::uint32_t InDegree(std::uint64_t document) const { return in_degree_.At(document); }
  bool IsHeldOut(std::uint64_t document) const { return held_out_.At(document) != 0; }
  void VerifyAll() const;  // every checksum, offset and range

 private:
  GraphReader(MappedFile file, const Hdf5Reader& reader, std::uint64_t documents, std::uint64_t document_links);

  MappedFile file_;
  MappedDataset<std::uint64_t> offset_;
  MappedDataset<std::uint32_t> target_, in_degree_;
  MappedDataset<std::uint8_t> held_out_;
};

}  // namespace linkbert
