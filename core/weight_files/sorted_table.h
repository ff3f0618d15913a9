// A table of sorted keys and their values, as LevelDB and TensorFlow write it to a file (docs/checkpoint_format.md).
//
// Blocks of entries whose keys leave out what they share with the one before, a block that lists the blocks, a footer.
// Every block's CRC-32C is compared. Compressed blocks are refused (TensorFlow writes none), and so are keys that do
// not ascend, or are too long or too many for a model's tensors: a few bytes may claim a lot. Pure. Errors: kInput.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace linkbert {

struct TableEntry {
  std::string key;
  std::string_view value;  // inside the file
};

// `file` is the whole file; `where` names it in errors.
std::vector<TableEntry> ReadSortedTable(std::string_view file, const std::string& where);

}  // namespace linkbert
