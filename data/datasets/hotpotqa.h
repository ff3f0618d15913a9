// HotpotQA's own JSON -> question answering over its paragraphs.
//
// Flow: [{"_id","question","answer","context":[[title,[sentence...]]...],"supporting_facts":[[title,number]...]}...],
// or the form of the samples on its web page (para_a, para_b, distractors) -> [ConvertHotpotqa] -> PartLines, one
// question in memory at a time. The context is every paragraph in the file's order as "[PAR] [TLE] title [SEP] text",
// the marks of MRQA's HotpotQA, joined by blanks. The answer is its first occurrence in a supporting sentence, or else
// anywhere. Answers yes and no are no spans: skipped and counted, as are answers that occur nowhere. Pure but for the
// stream. Errors: kInput naming file, question, field, seen and wanted.
#pragma once
#include <string>

#include "data/datasets/part_lines.h"

namespace linkbert {

// supporting_only: leaves out the paragraphs that hold no supporting fact.
void ConvertHotpotqa(const std::string& path, bool supporting_only, PartLines& out);

}  // namespace linkbert
