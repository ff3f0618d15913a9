// GLUE's TSV files -> {"id","sentence","label"} or {"id","sentence1","sentence2","label"}.
//
// Flow: RecordReader without quotes -> [ConvertGlue] -> PartLines. Columns are found by the names in the header (CoLA's
// train and dev have none). As Hugging Face's glue reads them: texts as they are, rows with too few columns left out
// (QQP has some), ids are the row numbers from 0, also of rows left out. Labels are the file's own texts ("entailment",
// "1"), STS-B's score a float. Test files have no label column; their lines have none either.
// Errors: kInput naming file, line, column, seen and wanted.
#pragma once
#include "data/datasets/part_lines.h"
#include "data/datasets/raw_files.h"
#include "data/datasets/records.h"

namespace linkbert {

// Parts of a GLUE set and their files: train, dev, test_unlabeled; MNLI's mismatched ones; the diagnostics' test.
std::vector<PartNames> GlueParts(const DatasetInfo& dataset);

// Whether a test file that somebody names has labels: only the diagnostics' can, where its header names them.
bool HasGlueLabels(const DatasetInfo& dataset, const std::string& path);

void ConvertGlue(const DatasetInfo& dataset, RecordReader& records, PartLines& out);

}  // namespace linkbert
