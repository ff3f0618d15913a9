// The datasets of LinkBERT's tables, and the few beside them: what each is called, what it teaches and how it is
// judged.
//
// Flow: [Datasets] -> prepare-task (files, counts), --where, finetune and evaluate --dataset (task type, metric).
// One table, built in; nothing else in the program lists datasets. Immutable; safe from any thread.
// Errors: RequireDataset throws kUsage naming the datasets there are.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace linkbert {

inline constexpr std::int64_t kUnknownCount = -1;

// How many there are in each part; kUnknownCount where no source we could read says so.
struct SplitCounts {
  std::int64_t train = kUnknownCount;
  std::int64_t dev = kUnknownCount;
  std::int64_t test = kUnknownCount;
  std::int64_t dev_and_test = kUnknownCount;  // where a published dev set is halved
};

struct DatasetInfo {
  std::string_view name;             // as typed: --dataset ncbi
  std::string_view family;           // prepare-task's subcommand: "blurb"
  std::string_view title;            // in the paper's tables: "NCBI-disease"
  std::string_view raw_name;         // of its folder or file in the benchmark's download
  std::string_view linkbert_folder;  // in LinkBERT's data.zip; empty: not in it
  std::string_view type;             // "question_answering", "sequence_classification", "token_classification",
                                     // "multiple_choice"
  // The one a table shows first: "f1" (SQuAD's), "accuracy", "matthews", "accuracy_f1" (mean of both), "pearsonr",
  // "pearson_spearman" (mean of both), "seqeval_f1", "macro_f1" (PICO), "PRF1" (micro, without the negative class),
  // "hoc" (micro F1 of documents).
  std::string_view metric;
  SplitCounts examples;   // lines of {train,dev,test}.json
  std::string_view unit;  // what `units` counts: "mentions", "contexts", "labelled words"; empty: nothing
  SplitCounts units;
};

// By family, in the order of the paper's tables.
std::span<const DatasetInfo> Datasets();

// The 31 of LinkBERT's tables come first: 6 of MRQA, GLUE's 9 and its diagnostics, 13 of BLURB, MedQA, MMLU.
inline constexpr std::size_t kTableDatasets = 31;

// Null where there is none of that name; names are unique over all families.
const DatasetInfo* FindDataset(std::string_view name);

const DatasetInfo& RequireDataset(std::string_view name);
// Also throws where the dataset belongs to another family.
const DatasetInfo& RequireDataset(std::string_view family, std::string_view name);

// "ncbi, bc2gm, ..." of a family; of all where family is empty.
std::string DatasetNames(std::string_view family);

}  // namespace linkbert
