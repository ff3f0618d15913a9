#include "data/documents/record_limit.h"

#include <algorithm>

#include "base/error.h"

namespace linkbert {

RecordLimit::RecordLimit(std::uint64_t limit, const std::vector<std::string>& paths, std::size_t item_count,
                         const ReadItem& read)
    : item_count_(item_count) {
  if (limit == 0) return;
  if (std::ranges::find(paths, "-") != paths.end()) {
    throw Fail(ErrorCode::kUsage, "--limit: standard input is read once; use head, or a file.");
  }
  std::uint64_t left = limit;
  for (std::size_t item = 0; item < item_count; ++item) {
    std::uint64_t records = 0;
    NamedCounts dropped;
    read(
        item, [&](std::string_view, const std::string&) { ++records; }, dropped);
    if (records >= left) {
      item_count_ = item + 1;
      last_item_records_ = left;
      return;
    }
    left -= records;
  }
}

void RecordLimit::Read(std::size_t item, const ReadItem& read, const RecordItems::Sink& sink,
                       NamedCounts& dropped) const {
  std::uint64_t left = item + 1 == item_count_ ? last_item_records_ : UINT64_MAX;
  read(
      item,
      [&](std::string_view record, const std::string& where) {
        if (left > 0) sink(record, where);
        left -= left > 0 ? 1 : 0;
      },
      dropped);
}

}  // namespace linkbert
