// GraphBuilder: in-degrees, the split and links without a position, gathered over all documents in corpus order.
//
// Flow: EncodedDocument... -> [GraphBuilder] -> GraphContent -> graph.h5.
// An in-degree counts a training document once, however often and in whatever way it links. 9 bytes a document, and
// 12 a document with unpositioned links. One thread.
#pragma once
#include <string_view>
#include <vector>

#include "data/shards/encoded_document.h"
#include "data/shards/graph_file.h"

namespace linkbert {

class GraphBuilder {
 public:
  explicit GraphBuilder(double held_out_fraction) : held_out_fraction_(held_out_fraction) {}

  // The next document. Targets may lie ahead. split_id: the id whose hash decides its side, that of an earlier document
  // where it is a duplicate.
  void Add(const EncodedDocument& document, std::string_view split_id);
  void Add(const EncodedDocument& document) { Add(document, document.id); }
  std::uint64_t held_out_documents() const { return held_out_documents_; }
  // Documents on another side than their own id says.
  std::uint64_t moved_documents() const { return moved_documents_; }
  // Requires: every target was added. Leaves the builder empty.
  GraphContent Finish();

 private:
  double held_out_fraction_;
  std::uint64_t held_out_documents_ = 0;
  std::uint64_t moved_documents_ = 0;
  GraphContent graph_;
  std::vector<std::uint32_t> targets_;  // scratch
};

}  // namespace linkbert
