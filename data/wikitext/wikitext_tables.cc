#include <algorithm>

#include "data/wikitext/wikitext_converter.h"

namespace linkbert {

bool WikitextConverter::CloseTable() {
  const std::size_t barrier = frames_.empty() ? 0 : frames_.back().barrier;
  if (barrier == 0) return true;
  if (frames_[barrier - 1].kind != FrameKind::kTable) return false;  // the template's argument
  CloseDownTo(barrier - 1);
  return true;
}

bool WikitextConverter::InUnclosedTable() const {
  const std::size_t barrier = frames_.empty() ? 0 : frames_.back().barrier;
  return barrier > 0 && IsUnclosed(frames_[barrier - 1]);
}

void WikitextConverter::CloseUnclosedTable() {
  if (InUnclosedTable()) CloseDownTo(frames_.back().barrier - 1);
}

void WikitextConverter::StrayTables() {
  if (in_stray_ && at_ >= tables_.stray[stray_].end) {
    CloseDownTo(stray_depth_);
    in_stray_ = false;
    ++stray_;
  }
  while (stray_ < tables_.stray.size() && tables_.stray[stray_].begin < at_ && !in_stray_) ++stray_;
  if (in_stray_ || stray_ == tables_.stray.size() || tables_.stray[stray_].begin != at_) return;
  in_stray_ = true;
  stray_depth_ = frames_.size();
  Open(FrameKind::kTable, at_);
}

void WikitextConverter::CloseTableElements() {
  for (; !table_elements_.empty() && table_elements_.back().close < at_; table_elements_.pop_back()) {
    const std::size_t depth = table_elements_.back().depth;
    if (frames_.size() > depth && frames_[depth].kind == FrameKind::kTableElement) CloseDownTo(depth);
  }
}

bool WikitextConverter::IsUnclosed(const Frame& frame) const {
  return frame.kind == FrameKind::kTable &&
         std::ranges::binary_search(tables_.unclosed, frame.source - std::string_view("{|").size());
}

}  // namespace linkbert
