#include "data/prepare/last_versions.h"

#include <algorithm>
#include <utility>

#include "base/error.h"

namespace linkbert {

std::size_t LastVersions::NumberOf(const std::string& id) {
  if (const auto known = ids_.Find(id)) return known->document;
  const std::size_t number = current_.size();
  ids_.Add(id, static_cast<std::uint32_t>(number));
  current_.push_back(kNone), version_.push_back(0);
  return number;
}

void LastVersions::Store(std::size_t number, State state) {
  current_[number] = state.document;
  version_[number] = static_cast<std::uint16_t>(std::min(state.version, 0xFFFFU));
}

// The document, if it is one, is not kept.
void LastVersions::Drop(std::uint32_t document, const char* fate) {
  if (document == kNone) return;
  kept_.Remove(document);
  Count(kept_.fates, fate);
}

void LastVersions::AddDocument(const DocumentNames& document) {
  LB_CHECK(documents_ < kNone, "more documents than 32 bits number");
  const std::uint32_t added = documents_++;
  kept_.Add();
  const std::size_t number = NumberOf(document.id);
  const State before = Load(number);
  if (document.version < before.version) return Drop(added, "superseded");
  Drop(before.document, "superseded");
  Store(number, {added, document.version});
}

void LastVersions::AddRemoval(const Removal& removal) {
  const std::size_t number = NumberOf(removal.id);
  const State before = Load(number);
  const bool applies = before.version > 0 && removal.version >= before.version;
  if (removal.deletion) {
    Count(kept_.fates, applies ? "deletions" : "deletions_of_nothing");
    if (!applies) return;
    Drop(before.document, "deleted");
    Store(number, {});
  } else if (removal.version >= before.version) {
    Drop(before.document, "superseded");
    Store(number, {kNone, removal.version});
  }
}

void LastVersions::AddItem(const NamesPart& part) {
  auto removal = part.removals.begin();
  for (std::size_t i = 0; i <= part.documents.size(); ++i) {
    for (; removal != part.removals.end() && removal->before == i; ++removal) AddRemoval(*removal);
    if (i < part.documents.size()) AddDocument(part.documents[i]);
  }
}

KeptDocuments LastVersions::Finish() {
  ids_ = NameTable();
  current_ = {}, version_ = {};
  documents_ = 0;
  return std::exchange(kept_, {});
}

}  // namespace linkbert
