// ReportData: what is known of the runs a report shows, read from their folders.
//
// Flow: runs/<name>/{run.json, log.txt, metrics.jsonl, evaluations/*.json, results.json} and the corpus folder of the
// configuration -> [ReadReport] -> ReportPage. Reads leniently: what is missing or damaged is left out, the latter with
// a remark; numbers and texts are checked where they are used (lenient_json.h).
// Errors: kInput for a folder that is no run and no fine-tuning result, saying what was looked for.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/report/lenient_json.h"
#include "data/shards/corpus_summary.h"

namespace linkbert::report {

struct Start {
  Json record;                  // as run.json has it
  std::int64_t first_step = 0;  // steps completed before
  // The last step logged before this start, where the process before ended without saying so.
  std::optional<std::int64_t> killed_after;
};

struct Evaluation {
  std::int64_t step = 0;
  Json values;
};

struct Run {
  std::string name;
  bool fine_tuning = false;             // its folder has a table of results
  Json configuration = Json::object();  // dotted keys
  std::vector<Start> starts;
  std::vector<Json> intervals;          // lines of metrics.jsonl without evaluations, in their order
  std::vector<Evaluation> evaluations;  // by step
  std::optional<CorpusSummary> corpus;  // of the folder in the configuration, if it is still the run's corpus
};

struct FineTuning {
  std::string name;
  Json results;  // {"task", "metric", "rows": [{"start", "seeds", "metrics": {name: {"mean", "standard_error"}}}]}
};

struct ReportData {
  std::vector<Run> runs;  // fine-tuning's own only where there is no pretraining: else their results alone are shown
  std::vector<FineTuning> fine_tunings;
  std::vector<std::string> remarks;  // what was passed over, a line each
};

// Names are the folders' last parts, or the paths as given where those are not distinct.
ReportData ReadReport(const std::vector<std::string>& folders);

// For every start that log.txt tells of: see Start::killed_after.
std::vector<std::optional<std::int64_t>> KillsIn(std::string_view log);

}  // namespace linkbert::report
