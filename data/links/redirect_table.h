// RedirectTable: names that lead to documents by way of other names: chains of any length, loops, redirects to nowhere.
//
// Flow: redirects of all items in source order, twice -> [RedirectTable] -> NameTable. A name that a document has is
// never redirected; of several redirects from one name the first counts. 4 bytes a redirect beside its name in the
// NameTable. One thread.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "data/documents/document_reader.h"
#include "data/links/name_table.h"

namespace linkbert {

// A name that leads to whatever document has another one.
struct Redirect {
  std::string from;
  std::string to;  // as links name it
};

class RedirectTable {
 public:
  // `reader` says under which keys a redirect's target is looked up. Requires: `names` holds all documents' names. Both
  // must outlive the table.
  RedirectTable(const DocumentReader& reader, NameTable& names) : reader_(reader), names_(names) {}

  // Every redirect, in source order.
  void AddName(const Redirect& redirect);
  // Then every redirect once more, in the same order.
  void AddTarget(const Redirect& redirect);
  // Lets the names lead to the documents at the ends of their chains, and counts what became of each redirect:
  // "redirects", "redirects_dangling", "redirects_in_a_loop".
  void Finish(NamedCounts& entries);

 private:
  void FollowChain(std::uint32_t redirect);

  const DocumentReader& reader_;
  NameTable& names_;
  std::uint32_t redirects_ = 0;
  std::vector<std::uint32_t> next_;   // of redirect i: a redirect, or how its chain ends
  std::vector<bool> to_redirect_;     // which of the two
  std::vector<bool> on_chain_;        // while one is followed
  std::vector<std::uint32_t> chain_;  // scratch
  std::vector<std::string> keys_;     // scratch
};

}  // namespace linkbert
