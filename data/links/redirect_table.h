// RedirectTable: names that lead to documents by way of other names: chains, loops, and redirects to nowhere.
//
// Flow: redirects of all items in source order -> [RedirectTable] -> NameTable. A name that a document has is never
// redirected; of several redirects from one name the first counts. About 60 bytes a redirect plus its two names. One
// thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data/documents/document_reader.h"
#include "data/links/name_table.h"
#include "data/shards/work_file.h"

namespace linkbert {

class RedirectTable {
 public:
  // `reader` says under which keys a redirect's target is looked up; it must outlive the table.
  explicit RedirectTable(const DocumentReader& reader) : reader_(reader) {}

  void Add(Redirect&& redirect);

  // Adds every redirect that ends at a document to `names`, and counts what became of each in `entries`: "redirects",
  // "redirects_dangling", "redirects_in_a_loop". Leaves the table empty.
  void AddTo(NameTable& names, NamedCounts& entries);

 private:
  std::optional<std::uint32_t> Follow(std::uint32_t redirect, const NameTable& names, bool& loop) const;

  const DocumentReader& reader_;
  std::vector<Redirect> redirects_;
  NameTable numbers_;  // from -> index of redirects_
};

}  // namespace linkbert
