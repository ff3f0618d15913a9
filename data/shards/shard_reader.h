// ShardReader: one shard file, mapped. Numbers here are the shard's own, from 0, except link targets.
//
// Flow: shard-*.h5 -> [ShardReader] -> Corpus. Immutable, safe from any thread.
// Errors: kInput naming file, dataset, seen and wanted: on opening for sizes and the ends of offsets, on first touch
// for content. What is returned is in range: tokens, targets, places of links; texts are UTF-8.
#pragma once
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/mapped_file.h"
#include "data/shards/mapped_dataset.h"
#include "data/shards/shard_writer.h"

namespace linkbert {

// What the manifest says of a shard; the file must agree.
struct ShardPlace {
  std::uint64_t first_document;
  std::uint64_t first_segment;
  ShardCounts counts;
  // Of the corpus; a token and a link's target are below.
  std::uint32_t vocabulary_size = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t corpus_documents = std::numeric_limits<std::uint32_t>::max();
};

// Throws unless the file's root attributes name this magic and the version this program reads.
void RequireFormat(const Hdf5Reader& reader, const std::string& magic);

// What the sizes of the datasets say.
ShardCounts ReadShardCounts(const std::string& path);

class ShardReader {
 public:
  ShardReader(const std::string& path, const ShardPlace& place);

  const ShardPlace& place() const { return place_; }

  OffsetRange DocumentSegments(std::uint64_t document) const {
    return RangeOf(document_offset_, document, place_.counts.segments);
  }
  OffsetRange SegmentTokens(std::uint64_t segment) const {
    return RangeOf(segment_offset_, segment, place_.counts.tokens);
  }
  std::uint64_t SegmentDocument(std::uint64_t segment) const;
  void AppendTokens(std::uint64_t segment, std::vector<std::int32_t>& out) const;
  std::span<const std::uint32_t> LinkTargets(std::uint64_t segment) const;
  std::span<const std::uint32_t> LinkTokens(std::uint64_t segment) const;
  std::string_view Title(std::uint64_t document) const { return title_.At(document); }
  std::string_view SourceId(std::uint64_t document) const { return id_.At(document); }
  std::string_view Subject(std::uint64_t document) const { return subject_.At(document); }

  // Every block's checksum, every offset and every value's range; reads the whole file.
  void VerifyAll() const;

 private:
  struct Texts {
    Texts(const MappedFile& file, const Hdf5Reader& reader, const std::string& name)
        : where(fmt::format("{}: dataset {}", file.path(), name)),
          bytes(file, reader, name),
          offset(file, reader, name + dataset::kTextOffsetSuffix) {}
    std::string_view At(std::uint64_t i) const;
    std::string where;  // "FILE: dataset NAME"
    MappedDataset<std::uint8_t> bytes;
    MappedDataset<std::uint64_t> offset;
  };
  ShardReader(MappedFile file, const Hdf5Reader& reader, const ShardPlace& place);
  void RequireCounts() const;

  MappedFile file_;
  ShardPlace place_;
  VerifiedBytes tokens_;  // 2 or 4 bytes a token
  MappedDataset<std::uint64_t> document_offset_, segment_offset_, link_offset_;
  MappedDataset<std::uint32_t> link_target_, link_token_;
  Texts title_, id_, subject_;
};

}  // namespace linkbert
