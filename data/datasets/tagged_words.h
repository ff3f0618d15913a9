// Words with tags, one a line, sentences apart by blank lines -> {"tokens","ner_tags","id"}.
//
// Flow: RawLines -> [ConvertTaggedWords] -> PartLines. BLURB's entity files and EBM PICO, as LinkBERT's
// preprocess_blurb.py reads them (word and tag between one tab, -DOCSTART- lines left out, ids from 0), and people's
// own CoNLL files. Pure but for the stream. Errors: kInput naming file, line, seen and wanted: columns, tags that are
// none, a file without blank lines.
#pragma once
#include <cstdint>

#include "data/datasets/part_lines.h"
#include "data/datasets/raw_lines.h"
#include "data/datasets/registry.h"

namespace linkbert {

struct TaggedWordsFormat {
  bool conll = false;       // columns between blanks or tabs, # lines left out; otherwise word, tab, tag
  std::int64_t word = 1;    // conll: column from 1; negative: from the last
  std::int64_t tag = -1;    // conll
  bool begin_only = false;  // PICO: I-X becomes B-X, so that every word counts by itself
};

// dataset: null for people's own; otherwise tags of another benchmark's kind are refused.
// Units are mentions (tags that begin with B), or with begin_only words whose tag is not O.
void ConvertTaggedWords(const DatasetInfo* dataset, const TaggedWordsFormat& format, RawLines& lines, PartLines& out);

}  // namespace linkbert
