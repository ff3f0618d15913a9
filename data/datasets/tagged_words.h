// Words with tags, one a line, sentences apart by blank lines -> {"tokens","ner_tags","id"}.
//
// Flow: RawLines -> [ConvertTaggedWords] -> PartLines. BLURB's entity files and EBM PICO, as LinkBERT's
// preprocess_blurb.py reads them (word and tag between one tab, ids from 0), and people's own CoNLL files, whose
// columns are between tabs if the first row has any, otherwise between blanks; every row must have as many as the first
// where the word is counted from the first column and the tag from the last. -DOCSTART- lines are left out and counted.
// So are comments of CoNLL files: lines that begin with # before a sentence's first word, unless they are rows (as many
// columns as the others, and a tag); within a sentence # begins a row like any other. Pure but for the stream. Errors:
// kInput naming file, line, seen and wanted: columns, tags that are none, a file without blank lines.
#pragma once
#include <cstdint>
#include <optional>

#include "data/datasets/part_lines.h"
#include "data/datasets/raw_lines.h"
#include "data/datasets/registry.h"
#include "data/datasets/tag_scheme.h"

namespace linkbert {

struct TaggedWordsFormat {
  bool conll = false;                    // otherwise word, tab, tag
  std::int64_t word = 1;                 // conll: column from 1; negative: from the last
  std::int64_t tag = -1;                 // conll
  bool begin_only = false;               // PICO: I-X becomes B-X, so that every word counts by itself
  std::optional<TagScheme> scheme = {};  // that tags are turned into; nothing: as they are
  bool letter_last = false;              // tags are written PER-B, and become B-PER
};

// dataset: null for people's own; otherwise tags of another benchmark's kind are refused.
// PartAccount::remarks says which scheme the tags are of. Units are mentions, or with begin_only words whose tag is not
// O.
void ConvertTaggedWords(const DatasetInfo* dataset, const TaggedWordsFormat& format, RawLines& lines, PartLines& out);

}  // namespace linkbert
