// LineItems: the lines of files, in items that can be read independently.
//
// Flow: FILE... -> [LineItems] -> lines. An item is the lines that begin within a range of a file's bytes; a .gz, .bz2
// or .zst file (told by its first bytes) and standard input ("-", of any compression) are one item each. Items depend
// on the files alone. Threads: immutable; ReadItem is safe from any thread, but "-" is read once. Errors: kInput naming
// file and line, of what is compressed and of "-" the byte of the text.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace linkbert {

class LineItems {
 public:
  // byte: at which the line begins in its file.
  using Sink = std::function<void(const std::string& line, std::uint64_t byte)>;

  LineItems(std::vector<std::string> paths, std::uint64_t item_bytes);

  const std::vector<std::string>& paths() const { return paths_; }
  std::size_t item_count() const { return items_.size(); }
  // Of the file as it lies on disk; 0 for "-".
  std::uint64_t ItemBytes(std::size_t item) const { return items_[item].bytes; }

  // Blank lines are passed over.
  void ReadItem(std::size_t item, const Sink& sink) const;

  // For messages: "file, byte 17"; and "file:3", for which the file is read up to there, where that can be done.
  std::string Byte(std::size_t item, std::uint64_t byte) const;
  std::string Line(std::size_t item, std::uint64_t byte) const;

 private:
  struct Item {
    std::size_t file;
    std::uint64_t begin;  // bytes; lines that begin in [begin, end) belong to the item
    std::uint64_t end;
    std::uint64_t bytes;
    bool stream;  // from beginning to end: [0, 2^64)
  };
  void AddFile(std::size_t file, std::uint64_t item_bytes);

  std::vector<std::string> paths_;
  std::vector<Item> items_;
};

}  // namespace linkbert
