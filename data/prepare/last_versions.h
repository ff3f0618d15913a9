// LastVersions: which documents of a source that holds several versions of one id, and deletions, are kept.
//
// Flow: NamesParts in item order -> [LastVersions] -> KeptDocuments -> ShardPlan. Of an id the highest version is kept,
// of equal ones the last in source order; a deletion removes what is before it, up to its version; a version without
// text removes older ones. About 23 bytes an id and its length. One thread.
#pragma once
#include <cstdint>
#include <vector>

#include "data/links/name_table.h"
#include "data/prepare/work_file.h"

namespace linkbert {

class LastVersions {
 public:
  // The next item of the source.
  void AddItem(const NamesPart& part);
  // Leaves the object empty.
  KeptDocuments Finish();

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  struct State {
    std::uint32_t document = kNone;  // of the source; kNone: deleted, or without text
    std::uint32_t version = 0;
  };
  std::size_t NumberOf(const std::string& id);
  State Load(std::size_t number) const { return {current_[number], version_[number]}; }
  void Store(std::size_t number, State state);
  void Drop(std::uint32_t document, const char* fate);
  void AddDocument(const DocumentNames& document);
  void AddRemoval(const Removal& removal);

  NameTable ids_;
  // State by number in ids_, apart so that it takes 6 bytes.
  std::vector<std::uint32_t> current_;
  std::vector<std::uint16_t> version_;
  std::uint32_t documents_ = 0;
  KeptDocuments kept_;
};

}  // namespace linkbert
