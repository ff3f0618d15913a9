// Where the raw files of each dataset come from: for `prepare-task --where`.
//
// Flow: [SourceOf], registry -> [DescribeSource] -> text. Built in; facts that we could not check are left out and said
// to be unknown. Immutable; safe from any thread. Errors: none.
#pragma once
#include <string>
#include <string_view>

#include "data/datasets/registry.h"

namespace linkbert {

struct DatasetSource {
  std::string_view name;      // of the dataset
  std::string_view download;  // lines: what, from where
  std::string_view terms;     // licence or registration
  std::string_view size;      // of the download or the raw files; empty: not known here
  std::string_view files;     // what has to lie below --input
};

// Every dataset of the registry has one.
const DatasetSource& SourceOf(const DatasetInfo& dataset);

// One dataset in full: source, terms, sizes, files, published counts, and the command that prepares it.
std::string DescribeSource(const DatasetInfo& dataset);

// One line a dataset.
std::string ListDatasets();

}  // namespace linkbert
