// BLURB's sentences in TSV -> lines: relations (ChemProt, DDI, GAD), similarity (BIOSSES), documents (HoC).
//
// Flow: RawLines of a file of BLURB's generator -> [Convert...] -> PartLines. As LinkBERT's preprocess_blurb.py: the
// line is stripped, then cut at tabs. Pure but for the stream. Errors: kInput naming file, line, seen and wanted.
#pragma once
#include "data/datasets/part_lines.h"
#include "data/datasets/raw_lines.h"
#include "data/datasets/registry.h"

namespace linkbert {

// id, sentence, label; GAD's first line is a header. {"id","sentence","label"}; a label that holds "false" becomes "0".
void ConvertRelations(const DatasetInfo& dataset, RawLines& lines, PartLines& out);

// Header; id, sentence, sentence, score. {"sentence1","sentence2","label","id"} with the score as a float.
void ConvertBiosses(RawLines& lines, PartLines& out);

// Header; ten labels "0_0,1_1,...", sentence, id "document_s3". Consecutive sentences of a document become one line,
// their labels united: {"sentence","label":[10 of 0 or 1],"id":"document"}.
void ConvertHallmarks(RawLines& lines, PartLines& out);

}  // namespace linkbert
