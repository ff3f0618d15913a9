#include "data/shards/graph_builder.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "data/shards/split.h"

namespace linkbert {

void GraphBuilder::Add(const EncodedDocument& document, std::string_view split_id) {
  const bool held_out = InHeldOutPart(split_id, held_out_fraction_);
  moved_documents_ += held_out != InHeldOutPart(document.id, held_out_fraction_);
  graph_.held_out.push_back(held_out);
  held_out_documents_ += held_out;
  graph_.document_link_target.insert(graph_.document_link_target.end(), document.document_links.begin(),
                                     document.document_links.end());
  graph_.document_link_offset.push_back(graph_.document_link_target.size());
  if (held_out) return;
  targets_ = document.document_links;
  for (const EncodedLink& link : document.links) targets_.push_back(link.target);
  std::sort(targets_.begin(), targets_.end());
  targets_.erase(std::unique(targets_.begin(), targets_.end()), targets_.end());
  if (!targets_.empty() && targets_.back() >= graph_.in_degree.size()) graph_.in_degree.resize(targets_.back() + 1U);
  for (const std::uint32_t target : targets_) ++graph_.in_degree[target];
}

GraphContent GraphBuilder::Finish() {
  LB_CHECK(graph_.in_degree.size() <= graph_.held_out.size(), "a link leads beyond the last document");
  graph_.in_degree.resize(graph_.held_out.size());
  return std::exchange(graph_, GraphContent{});
}

}  // namespace linkbert
