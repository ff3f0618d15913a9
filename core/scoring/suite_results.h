// SuiteResults: what a suite of tasks came to, beside the paper's figures.
//
// Flow: the tasks' results over seeds -> [SuiteResults] -> text for people (markdown), for programs (JSON as lm-eval
// writes it) and for `core/report` (HTML). All figures are percent. Pure; safe from any thread.
#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/metrics/estimate.h"

namespace linkbert {

struct SuiteTask {
  std::string name;    // of the dataset
  std::string title;   // as the paper's tables call it
  std::string metric;  // that is compared
  std::string rule;    // which model was kept: "last", "best_on_dev"
  std::string split;   // "test", or "dev" where there is no labelled test
  std::size_t examples = 0;
  std::vector<std::int64_t> seeds;
  std::vector<double> values;             // of the seeds
  std::optional<double> bootstrap_error;  // over examples, the mean of the seeds'
  std::string not_run = {};               // why there are no values
  std::string mode = "default";  // what the task does where LinkBERT's scripts are odd: core/finetuning/task_config.h
};

struct SuiteResults {
  std::string suite;
  std::string model;             // it began from
  std::string average = "none";  // blurb | glue | mean | none: what the tasks are made one number by
  std::vector<SuiteTask> tasks;
};

// One number over the tasks: its values by seed, over the seeds that every task has.
struct SuiteAverage {
  std::string name;  // "blurb_score"
  std::vector<std::int64_t> seeds;
  std::vector<double> values;
  std::string remark = {};  // why there are none
};

// With BLURB's six means or GLUE's average with WNLI, where they are defined; the suite's own number last.
std::vector<SuiteAverage> Averages(const SuiteResults& results);

// Ours minus theirs over the seeds both have.
struct SeedComparison {
  Estimate difference;  // count: seeds in common
};
std::optional<SeedComparison> CompareSeeds(const SuiteTask& ours, const SuiteTask& theirs);

// One table cell each; rows are tasks and averages. What markdown and HTML share.
struct SuiteTable {
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> notes;
};
// other: results of the same suite from another model, null: none.
SuiteTable TableOf(const SuiteResults& results, const SuiteResults* other);

std::string ToMarkdown(const SuiteResults& results, const SuiteTable& table);

// {"results": {TASK: {"METRIC,none", "METRIC_stderr,none", ...}}, "groups", "n-samples", "config"}; reads back.
nlohmann::ordered_json ToJson(const SuiteResults& results);
// Throws kInput, naming `path`.
SuiteResults ReadSuiteResults(const std::string& path);

}  // namespace linkbert
