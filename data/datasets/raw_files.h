// Where the raw files of a dataset lie: in its own folder or in one above it, plain or as .gz, or named one by one.
//
// Flow: prepare-task's arguments -> [FindRawFiles] -> a family's conversion, one part at a time.
// Errors: kInput or kUsage naming what was looked for, and whose folder it is where it is another dataset's.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "data/datasets/registry.h"

namespace linkbert {

struct RawFile {
  std::string part;  // "train"
  std::string path;
  bool official = false;  // the benchmark's own file, by its name: what is published of it holds
};

// What prepare-task was given.
struct RawInput {
  std::string folder;          // --input; may be empty
  std::vector<RawFile> named;  // --train, --dev, --test; they go before what is in the folder
};

// The names one part's file may have below a folder; the first that exists is taken, each also with .gz.
struct PartNames {
  std::string part;
  std::vector<std::string> names;
};

// folders: below input.folder, the first that holds any part is taken; "" is the folder itself, last.
// Parts come in the order of `parts`; those without a file are left out. A file that was named is official where it has
// the name of the benchmark's, and where other sets call theirs so too (train.tsv), the folder's.
std::vector<RawFile> FindRawFiles(const DatasetInfo& dataset, const RawInput& input,
                                  const std::vector<std::string>& folders, const std::vector<PartNames>& parts);

}  // namespace linkbert
