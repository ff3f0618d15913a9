// SQuAD 1.1 and 2.0 JSON -> question answering; with distracting documents too.
//
// Flow: {"data":[{"title","paragraphs":[{"context","qas"}]}]} -> [ConvertSquad] -> PartLines. Questions are stripped,
// as LinkBERT strips MRQA's; one without an answer (2.0) has empty lists. Pure but for the stream. Errors: kInput
// naming file, place (data[i].paragraphs[j].qas[k]), field, seen and wanted.
#pragma once
#include <cstdint>
#include <string>

#include "data/datasets/part_lines.h"

namespace linkbert {

// The paper's SQuAD-distract puts 1 or 2 documents before or after the question's own and does not say which. Here: for
// each question their number (between least and most), each document and its side are drawn from (seed, question's id),
// all alike likely; documents are paragraphs of other articles of the same file, no two alike, that hold none of the
// question's answers. They are joined by one blank; answers move along.
struct Distraction {
  std::uint32_t least = 0, most = 0;  // documents a question; 0: none
  std::uint64_t seed = 1;
};

void ConvertSquad(const TaskJson& file, const std::string& path, const Distraction& distraction, PartLines& out);

}  // namespace linkbert
