// MedQA-USMLE (JSON Lines) and MMLU (CSV) -> {"id","sent1","sent2","ending0".."ending3","label"}.
//
// Flow: raw file -> [Convert...] -> PartLines, as LinkBERT's preprocess_medqa.py and preprocess_mmlu.py. Pure but for
// the stream. Errors: kInput naming file, line, field, seen and wanted.
#pragma once
#include <string>

#include "data/datasets/part_lines.h"
#include "data/datasets/raw_lines.h"
#include "data/datasets/records.h"

namespace linkbert {

// {"question","options":{"A".."D"},"answer_idx"}; ids "train-00000".
void ConvertMedqa(const std::string& part, RawLines& lines, PartLines& out);

// question, A, B, C, D, letter; no header; ids "<prefix>-00000" with prefix "professional_medicine_val".
void ConvertMmlu(const std::string& prefix, RecordReader& records, PartLines& out);

}  // namespace linkbert
