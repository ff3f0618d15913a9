// What GLUE and BLURB make of their tasks' figures: one number a benchmark.
//
// Pure. Figures are fractions or percent, as long as all are the same; a task that is missing leaves the average
// without a value, and the remark names it.
#pragma once
#include <map>
#include <string>

#include "core/metrics/figures.h"

namespace linkbert {

using TaskFigures = std::map<std::string, double>;  // by name, as below

// "glue_average": the mean of eight tasks, without WNLI, as BERT's and LinkBERT's papers report it: cola
// (matthews), sst2 (accuracy), mrpc and qqp (mean of accuracy and F1), stsb (mean of Pearson and Spearman),
// mnli (mean of matched and mismatched: our choice), qnli, rte (accuracy). "glue_average_with_wnli": of nine, where
// wnli is there.
Figures GlueAverages(const TaskFigures& tasks);

// "blurb_score": the mean of six task types' means: NER (bc5chem, bc5disease, ncbi, bc2gm, jnlpba), PICO (ebmnlp),
// relations (chemprot, ddi, gad), similarity (biosses), documents (hoc), questions (pubmedqa, bioasq). The six means
// come first.
Figures BlurbScore(const TaskFigures& tasks);

// "NAME": the plain mean over `tasks`; MRQA's.
Figure MeanOver(const std::string& name, const std::vector<std::string>& tasks, const TaskFigures& figures);

}  // namespace linkbert
