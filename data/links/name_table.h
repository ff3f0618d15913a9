// NameTable: from the names links use to document numbers. Exact: a name is compared byte by byte, never by hash alone.
//
// Flow: names of all documents -> [NameTable] -> link resolution. The document added first keeps a name; a later one of
// the same name makes it ambiguous. About 17 bytes a name plus its length; a table that was saved is mapped, so that
// all ranks of a machine share it. Adding: one thread; Find: any, afterwards. Errors: kOutput on saving, kInput for a
// damaged file.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/mapped_file.h"

namespace linkbert {

struct NameMatch {
  std::uint32_t document;
  bool ambiguous;  // more than one document has the name; this is the first
  bool redirect;   // the name is not the document's own
};

class NameTable {
 public:
  // For so many names of so many bytes altogether; more are taken too, at the price of moving everything.
  explicit NameTable(std::uint64_t expected_names = 0, std::uint64_t expected_bytes = 0);

  // Whole or not at all. In this machine's byte order.
  void Save(const std::string& path) const;
  // Compares the file's checksum. Nothing can be added to it.
  static NameTable Open(const std::string& path);

  void Add(std::string_view name, std::uint32_t document);
  // A name that leads on, unless it is here already. Until EndRedirects, Find gives `redirect` as its document.
  void AddRedirect(std::string_view name, std::uint32_t redirect);
  // What every redirect leads to; kNoDocument takes its name out. Afterwards nothing can be added.
  void EndRedirects(std::span<const std::uint32_t> documents);
  static constexpr std::uint32_t kNoDocument = 0xFFFFFFFF;

  std::optional<NameMatch> Find(std::string_view name) const;

  std::uint64_t distinct_names() const { return distinct_; }
  std::uint64_t ambiguous_names() const { return ambiguous_; }

 private:
  struct Record {
    std::uint32_t document;
    char flags;
    std::string_view name;
  };
  Record At(std::uint64_t offset) const;
  // The slot that holds the name, or the empty one where it belongs.
  std::size_t Slot(std::string_view name, std::uint64_t hash) const;
  // The slot of a name that may be new, with room for it.
  std::size_t SlotToAdd(std::string_view name, std::uint64_t hash);
  void Append(std::size_t slot, std::uint64_t hash, std::string_view name, std::uint32_t document, char flags);
  void Grow(std::uint64_t names);

  std::string_view Records() const { return file_ ? mapped_records_ : std::string_view(records_); }
  std::span<const std::uint64_t> Slots() const { return file_ ? mapped_slots_ : std::span(slots_); }

  std::string records_;               // document (4 bytes), flags (1), length (1, or 255 and 4 more), name
  std::vector<std::uint64_t> slots_;  // 0: empty; else record offset + 1 (40 bits) and 24 bits of the hash
  std::unique_ptr<MappedFile> file_;  // where not null, these instead
  std::string_view mapped_records_;
  std::span<const std::uint64_t> mapped_slots_;
  std::uint64_t distinct_ = 0;
  std::uint64_t ambiguous_ = 0;
};

}  // namespace linkbert
