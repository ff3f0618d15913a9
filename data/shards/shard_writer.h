// ShardWriter: collects consecutive documents and writes them as one shard file.
//
// Flow: EncodedDocument -> [ShardWriter] -> shard-*.h5. The file depends on the documents and their place alone.
// The whole shard is in memory until Write (2 or 4 bytes a token). One thread.
// Errors: kOutput from Write; the target is then untouched. A bad document is our bug (LB_CHECK).
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "data/shards/encoded_document.h"

namespace linkbert {

// What the manifest says of a shard.
struct ShardCounts {
  std::uint64_t documents = 0;
  std::uint64_t segments = 0;
  std::uint64_t tokens = 0;
  std::uint64_t links = 0;
  friend bool operator==(const ShardCounts&, const ShardCounts&) = default;
};

class ShardWriter {
 public:
  // The numbers, within the corpus, that this shard begins with; the vocabulary's size decides the tokens' width.
  ShardWriter(std::uint64_t first_document, std::uint64_t first_segment, std::int32_t vocabulary_size);

  // What the shard will have, so that nothing is moved as it grows.
  void Reserve(std::uint64_t tokens, std::uint64_t segments);
  void Add(const EncodedDocument& document);
  ShardCounts counts() const;
  // Under a temporary name, read back and checked, then renamed.
  void Write(const std::string& path) const;

 private:
  struct Texts {  // strings, one after the other
    std::string bytes;
    std::vector<std::uint64_t> offset{0};
    void Add(const std::string& text);
  };
  void WriteContent(const std::string& path) const;

  std::uint64_t first_document_;
  std::uint64_t first_segment_;
  std::int32_t vocabulary_size_;
  std::vector<std::uint16_t> narrow_tokens_;  // one of the two is used
  std::vector<std::uint32_t> wide_tokens_;
  std::vector<std::uint64_t> document_offset_{0};
  std::vector<std::uint64_t> segment_offset_{0};
  std::vector<std::uint64_t> link_offset_{0};
  std::vector<std::uint32_t> link_target_;
  std::vector<std::uint32_t> link_token_;
  Texts title_, id_, subject_;
};

}  // namespace linkbert
