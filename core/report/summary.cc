#include "core/report/summary.h"

#include <fmt/core.h>

#include <algorithm>

#include "data/samples/relation_mix.h"

namespace linkbert::report {
namespace {

// Times 100 for percent.
std::string Value(const Json& values, const std::string& path, double factor, int digits) {
  const std::optional<double> value = ValueAt(values, path);
  if (!value) return "?";
  const std::optional<double> error = NumberAt(values, path + "/standard_error");
  const std::string text = fmt::format("{:.{}f}", factor * *value, digits);
  return error ? fmt::format("{} ± {:.{}f}", text, factor * *error, digits) : text;
}

std::string BeforeAndAfter(const Run& run, const std::string& path, double factor, int digits) {
  std::string after = Value(run.evaluations.back().values, path, factor, digits);
  if (run.evaluations.size() < 2) return after;
  return Value(run.evaluations.front().values, path, factor, digits) + " -> " + after;
}

// Requires: an evaluation.
std::string EvaluationLines(const Run& run) {
  const Json& last = run.evaluations.back().values;
  std::string text =
      fmt::format("linked or random?   AUC {}  (B alone {}; TF-IDF, which is told what to look at, {})\n",
                  BeforeAndAfter(run, "auc", 1, 3), Value(last, "auc_b_only", 1, 2), Value(last, "auc_tfidf", 1, 2));
  text += fmt::format("relation (DRP)      accuracy {} %  ({} over the better one-sided probe)\n",
                      BeforeAndAfter(run, "drp_accuracy", 100, 1), Value(last, "drp_over_probes", 100, 1));
  text += fmt::format("masked words (MLM)  {} nats, {} % right  (unigrams: {} nats)\n",
                      BeforeAndAfter(run, "mlm_loss", 1, 2), BeforeAndAfter(run, "mlm_accuracy", 100, 1),
                      Value(last, "unigram_entropy", 1, 2));
  return text;
}

std::string KillLines(const Run& run) {
  std::string text;
  for (const Start& start : run.starts) {
    if (!start.killed_after) continue;
    text +=
        fmt::format("killed at step {}, resumed from step {}, nothing lost\n", *start.killed_after, start.first_step);
  }
  return text;
}

// One of each relation: the first held-out samples, not chosen by what the model made of them.
std::string ExampleLines(const Run& run) {
  const Json* examples = Find(run.evaluations.back().values, "examples");
  if (examples == nullptr || !examples->is_array()) return "";
  std::string text;
  for (const char* relation : kRelationNames) {
    for (const Json& example : *examples) {
      if (TextAt(example, "truth") != relation) continue;
      text += fmt::format("  \"{}\" and \"{}\": {}; the model says {}\n", TextAt(example, "a_title"),
                          TextAt(example, "b_title"), relation, TextAt(example, "verdict"));
      break;
    }
  }
  return text.empty() ? "" : "held-out pairs\n" + text;
}

std::string FineTuningLines(const FineTuning& tuning) {
  const Json* rows = Find(tuning.results, "rows");
  if (rows == nullptr || !rows->is_array()) return "";
  std::string text;
  for (const Json& row : *rows) {
    const Json* metrics = Find(row, "metrics");
    const Json* seeds = Find(row, "seeds");
    if (metrics == nullptr || !metrics->is_object()) continue;
    text += fmt::format("  from {:<24}", TextAt(row, "start"));
    for (const auto& [name, value] : metrics->items()) {
      const std::optional<double> mean = NumberAt(value, "mean"), error = NumberAt(value, "standard_error");
      if (!mean) continue;
      text += fmt::format("  {} {:.3f}", name, *mean);
      if (error && seeds != nullptr && seeds->size() > 1) text += fmt::format(" ± {:.3f}", *error);
    }
    text += '\n';
  }
  return text;
}

}  // namespace

std::string SummaryText(const ReportData& data) {
  const auto judged = [](const Run& run) { return !run.evaluations.empty(); };
  const bool several = std::count_if(data.runs.begin(), data.runs.end(), judged) > 1;
  std::string text;
  for (const Run& run : data.runs) {
    if (!judged(run)) continue;  // a fine-tuning run: its results stand below
    if (several) text += run.name + "\n";
    text += EvaluationLines(run) + KillLines(run) + ExampleLines(run);
  }
  std::string rows;
  for (const FineTuning& tuning : data.fine_tunings) rows += FineTuningLines(tuning);
  return rows.empty() ? text : text + "fine-tuned (subject of a held-out entry)\n" + rows;
}

}  // namespace linkbert::report
