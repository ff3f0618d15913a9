// RecordLimit: the first N records of a source that RecordItems cut into items (--limit).
//
// Counted from the beginning, so that the limit does not depend on how items are shared. Immutable; any thread.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "data/documents/record_items.h"

namespace linkbert {

class RecordLimit {
 public:
  // RecordItems::ReadItem of whichever file has the item.
  using ReadItem = std::function<void(std::size_t item, const RecordItems::Sink& sink, NamedCounts& dropped)>;

  RecordLimit() = default;
  // 0: no limit. Throws kUsage where one is asked for of standard input, which is read once.
  RecordLimit(std::uint64_t limit, const std::vector<std::string>& paths, std::size_t item_count, const ReadItem& read);

  // Items that hold a record within the limit.
  std::size_t item_count() const { return item_count_; }
  // Hands over the item's records within the limit.
  void Read(std::size_t item, const ReadItem& read, const RecordItems::Sink& sink, NamedCounts& dropped) const;

 private:
  std::size_t item_count_ = 0;
  std::uint64_t last_item_records_ = UINT64_MAX;
};

}  // namespace linkbert
