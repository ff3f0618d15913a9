#include "core/metrics/benchmark_averages.h"

#include <utility>
#include <vector>

namespace linkbert {
namespace {

using Names = std::vector<std::string>;

const Names kGlueEight = {"cola", "sst2", "mrpc", "qqp", "stsb", "mnli", "qnli", "rte"};

const std::vector<std::pair<std::string, Names>> kBlurbTypes = {
    {"blurb_ner", {"bc5chem", "bc5disease", "ncbi", "bc2gm", "jnlpba"}},
    {"blurb_pico", {"ebmnlp"}},
    {"blurb_relations", {"chemprot", "ddi", "gad"}},
    {"blurb_similarity", {"biosses"}},
    {"blurb_documents", {"hoc"}},
    {"blurb_questions", {"pubmedqa", "bioasq"}}};

}  // namespace

Figure MeanOver(const std::string& name, const Names& tasks, const TaskFigures& figures) {
  double sum = 0;
  std::string missing;
  for (const std::string& task : tasks) {
    const auto at = figures.find(task);
    if (at == figures.end()) {
      missing += (missing.empty() ? "" : ", ") + task;
    } else {
      sum += at->second;
    }
  }
  if (!missing.empty()) return {name, std::nullopt, "undefined without " + missing};
  return {name, sum / static_cast<double>(tasks.size())};
}

Figures GlueAverages(const TaskFigures& tasks) {
  Figures figures;
  figures.Add(MeanOver("glue_average", kGlueEight, tasks));
  if (tasks.contains("wnli")) {
    Names nine = kGlueEight;
    nine.emplace_back("wnli");
    figures.Add(MeanOver("glue_average_with_wnli", nine, tasks));
  }
  return figures;
}

Figures BlurbScore(const TaskFigures& tasks) {
  Figures figures;
  double sum = 0;
  std::string missing;
  for (const auto& [type, names] : kBlurbTypes) {
    const Figure mean = MeanOver(type, names, tasks);
    if (mean.value) sum += *mean.value;
    if (!mean.value) missing += (missing.empty() ? "" : ", ") + type;
    figures.Add(mean);
  }
  if (missing.empty()) {
    figures.Add("blurb_score", sum / static_cast<double>(kBlurbTypes.size()));
  } else {
    figures.Add({"blurb_score", std::nullopt, "undefined without " + missing});
  }
  return figures;
}

}  // namespace linkbert
