// DictdFile: a dictd dictionary: an index of headwords and the file of entries that it points into.
//
// Flow: NAME.index + NAME.dict.dz or NAME.dict -> [DictdFile] -> DictdReader. Everything is read at once into memory:
// at most what base/expansion_limit.h allows.
// Immutable; safe from any thread. Errors: kInput naming file, line, seen and wanted.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace linkbert {

struct DictdEntry {
  std::uint64_t offset;                // bytes in the uncompressed dictionary
  std::uint64_t size;                  // bytes
  std::vector<std::string> headwords;  // in index order
};

class DictdFile {
 public:
  explicit DictdFile(const std::string& path_without_extension);

  // In the order of the dictionary; several headwords of one place are one entry.
  const std::vector<DictdEntry>& entries() const { return entries_; }
  std::string_view Text(const DictdEntry& entry) const {
    return std::string_view(text_).substr(entry.offset, entry.size);
  }
  const std::string& index_path() const { return index_path_; }
  const std::string& dictionary_path() const { return dictionary_path_; }

 private:
  void ReadIndex();

  std::string index_path_;
  std::string dictionary_path_;
  std::string text_;
  std::vector<DictdEntry> entries_;
};

}  // namespace linkbert
