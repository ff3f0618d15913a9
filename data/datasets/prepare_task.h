// PrepareTask: the raw files of one benchmark dataset -> a folder of {train,dev,test}.json that finetune and evaluate
// read, with an account of every part and of what differs from the published counts.
//
// Flow: raw files -> [PrepareTask] -> a family's conversion -> TaskFolder. Which file is which part: docs/datasets.md.
// All files appear or none. Threads: one. Errors: kInput (raw files), kOutput, kUsage (unknown dataset).
#pragma once
#include <string>
#include <vector>

#include "data/datasets/part_lines.h"
#include "data/datasets/raw_files.h"
#include "data/datasets/registry.h"
#include "data/datasets/squad.h"
#include "data/datasets/table.h"
#include "data/datasets/tagged_words.h"

namespace linkbert {

struct PrepareTaskOptions {
  RawInput input;
  std::string output;
  bool strict = false;           // mistakes in the data are errors
  std::string splits;            // mrqa: folder of inhouse_split_NAME.json
  std::string subject;           // mmlu: its files' name; empty: professional_medicine
  Distraction distraction;       // squad
  bool supporting_only = false;  // hotpotqa
};

struct PreparedTask {
  std::vector<PartAccount> parts;     // in the order written
  std::vector<std::string> notes;     // what was decided, and how to have it otherwise
  std::vector<std::string> warnings;  // whole sentences
};

PreparedTask PrepareTask(const DatasetInfo& dataset, const PrepareTaskOptions& options);

// People's own files: input.named only.
PreparedTask PrepareTable(const TableFormat& format, const PrepareTaskOptions& options);
PreparedTask PrepareConll(const TaggedWordsFormat& format, const PrepareTaskOptions& options);

// "train.json has 10 examples, published are 12." for every count of the registry that differs.
std::vector<std::string> CompareCounts(const DatasetInfo& dataset, const std::vector<PartAccount>& parts);

}  // namespace linkbert
