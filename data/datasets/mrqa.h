// MRQA's JSON Lines -> question answering, as LinkBERT's preprocess_mrqa.py.
//
// Flow: RawLines -> [ConvertMrqa] -> PartLines; a published dev file -> [ConvertMrqaHalves] -> dev and test. A line is
// a context with its questions; the first may be a header. Of an answer's places the first counts; texts are stripped
// where the script does so (questions). Pure but for streams.
// Errors: kInput naming file, line, field, seen and wanted; splits that do not fit the file.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "data/datasets/part_lines.h"
#include "data/datasets/raw_lines.h"
#include "data/datasets/registry.h"

namespace linkbert {

void ConvertMrqa(const DatasetInfo& dataset, RawLines& lines, PartLines& out);

// Contexts of a dev file, counted from 0 behind the header, in the order they are written.
struct MrqaHalves {
  std::vector<std::uint64_t> dev, test;
};

// folder/inhouse_split_<dataset>.json of LinkBERT's scripts/inhouse_splits: {"dev": [...], "test": [...]}.
MrqaHalves ReadMrqaHalves(const std::string& folder, const DatasetInfo& dataset);

// Without that file: of `contexts` the half whose hashes (XXH3 of "mrqa <dataset> <number>") are smaller becomes dev,
// rounded down; both halves in the file's order.
MrqaHalves HashedMrqaHalves(const DatasetInfo& dataset, std::uint64_t contexts);

// splits: the folder; empty: HashedMrqaHalves. All lines of one file are in memory.
void ConvertMrqaHalves(const DatasetInfo& dataset, const std::string& splits, RawLines& lines, PartLines& dev,
                       PartLines& test);

}  // namespace linkbert
