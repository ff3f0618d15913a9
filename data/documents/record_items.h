// RecordItems: the elements of some names, such as <page>...</page>, of files of any compression, in items that can be
// read independently.
//
// Flow: FILE... -> [RecordItems] -> records. An item is a range of a plain file's bytes or of a .bz2's compressed
// bytes; a .gz, a .zst and standard input ("-") are one item each. A record belongs to the item in which its first byte
// lies, and is read to its end from the next one's bytes. Items depend on the files alone. A tag that is not markup
// must not occur in the text: XML escapes "<". Memory of a call: a record, a block, and for .gz, .zst and "-" a piece.
// Threads: immutable; ReadItem is safe from any thread, but "-" is read once. Errors: kInput naming file and byte for
// what is cut off or damaged, after the records before it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/mapped_file.h"
#include "data/documents/accounting.h"
#include "data/documents/byte_source.h"

namespace linkbert {

struct RecordFormat {
  std::vector<std::string> elements;  // "page": a record is such an element, from "<page" to "</page>"
  std::string last;  // what must stand behind the last record of a whole file, "</mediawiki>"; empty: anything may
};

struct RecordItemOptions {
  std::uint64_t item_bytes = 32 << 20;            // of a plain file
  std::uint64_t compressed_item_bytes = 8 << 20;  // of a .bz2
  std::uint64_t max_record_bytes = 256 << 20;     // a larger record is dropped and counted
  bool tolerate_truncation = false;               // count what is cut off or damaged, keep what is before it
};

class RecordItems {
 public:
  // The record is valid during the call; `where` is "file, byte N", of a .bz2, .gz or .zst "file, byte N of the text".
  using Sink = std::function<void(std::string_view record, const std::string& where)>;
  using HeadSink = std::function<void(std::string_view head)>;

  RecordItems(std::vector<std::string> paths, RecordFormat format, RecordItemOptions options = {});
  ~RecordItems();

  std::size_t item_count() const { return items_.size(); }
  std::uint64_t ItemBytes(std::size_t item) const { return items_[item].end - items_[item].begin; }
  std::size_t ItemFile(std::size_t item) const { return items_[item].file; }

  // What stands before the first record of that file, at most 1 MiB; empty for standard input, whose head ReadItem
  // hands over. Throws kInput where it is UTF-16.
  std::string Head(std::size_t file = 0) const;

  // Of standard input `head` is called first, before any record.
  void ReadItem(std::size_t item, const Sink& sink, NamedCounts& dropped, const HeadSink& head = nullptr) const;

 private:
  struct Item {
    std::size_t file;
    std::uint64_t begin;  // bytes
    std::uint64_t end;
  };
  class Text;
  class PlainText;
  class PieceText;
  class BlockText;
  class Scanner;

  std::unique_ptr<Text> Open(const Item& item) const;
  void ReadHead(Text& text) const;
  std::string_view HeadOf(const Text& text, const std::string& path) const;
  bool Tolerates(const Error& error) const;

  std::vector<std::string> paths_;
  RecordFormat format_;
  RecordItemOptions options_;
  std::vector<std::unique_ptr<MappedFile>> files_;  // null for standard input
  std::vector<Item> items_;
};

}  // namespace linkbert
