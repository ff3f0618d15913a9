// BLURB's yes/no questions: PubMedQA (JSON) and BioASQ (TSV) -> {"id","sentence1","sentence2","label"}.
//
// Flow: raw file -> [Convert...] -> PartLines; [SplitPubmedQa] makes the parts out of PubMedQA's own ori_pqal.json.
// Pure but for the stream. Errors: kInput naming file, entry or line, field, seen and wanted.
#pragma once
#include <map>
#include <string>

#include "data/datasets/part_lines.h"
#include "data/datasets/records.h"

namespace linkbert {

// {"PMID": {"QUESTION","CONTEXTS","final_decision"}}: question; contexts that are not empty, joined; yes, no or maybe.
void ConvertPubmedQa(const TaskJson& entries, const std::string& path, PartLines& out);

// "train", "dev" (fold 0) and "test" as PubMedQA's split_dataset.py makes them with CPython's random, seed 0: by answer
// (yes, no, maybe) shuffled and cut in two, then the first half in ten folds; the last of which takes one at random
// from each other where rounding left it short. Requires: entries that ConvertPubmedQa takes.
std::map<std::string, TaskJson> SplitPubmedQa(const TaskJson& entries, const std::string& path);

// id, question, text, yes or no; no header; quotes as pandas reads them.
void ConvertBioasq(RecordReader& records, PartLines& out);

}  // namespace linkbert
