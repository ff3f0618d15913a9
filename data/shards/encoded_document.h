// EncodedDocument: one document as it goes into a shard: names, tokens cut into segments, resolved links.
//
// Flow: Segmenter + link resolution -> [EncodedDocument] -> ShardWriter.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace linkbert {

struct EncodedLink {
  std::uint32_t segment;  // of the document, from 0
  std::uint32_t token;    // of the segment, where the anchor text begins
  std::uint32_t target;   // document number within the corpus
};

struct EncodedDocument {
  std::string id;                              // the source's own, UTF-8
  std::string title;                           // UTF-8
  std::string subject;                         // UTF-8; empty where the source names none
  std::vector<std::int32_t> tokens;            // of all segments, one after the other
  std::vector<std::uint32_t> segment_lengths;  // tokens; sum = tokens.size()
  std::vector<EncodedLink> links;              // ascending by (segment, token); never to the document itself
  std::vector<std::uint32_t> document_links;   // links without a position: distinct targets, in source order
};

}  // namespace linkbert
