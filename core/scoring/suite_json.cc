// The suite's results for programs, in the form of EleutherAI's lm-eval results files.
#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/parse_json.h"
#include "core/scoring/suite_results.h"

namespace linkbert {
namespace {

using OrderedJson = nlohmann::ordered_json;

OrderedJson ErrorOf(const std::vector<double>& values) {
  return values.size() > 1 ? OrderedJson(Mean(values).standard_error) : OrderedJson("N/A");
}

OrderedJson ToJson(const SuiteTask& task) {
  OrderedJson json = {{"alias", task.title},
                      {"metric", task.metric},
                      {"mode", task.mode},
                      {"selection", task.rule},
                      {"split", task.split}};
  if (!task.not_run.empty()) json["not_run"] = task.not_run;
  json["seeds"] = task.seeds;
  json["values"] = task.values;
  if (task.values.empty()) return json;
  json[task.metric + ",none"] = Mean(task.values).value;
  json[task.metric + "_stderr,none"] = ErrorOf(task.values);
  json[task.metric + "_bootstrap_stderr,none"] =
      task.bootstrap_error ? OrderedJson(*task.bootstrap_error) : OrderedJson("N/A");
  return json;
}

SuiteTask TaskOf(const std::string& name, const OrderedJson& json, std::size_t examples) {
  SuiteTask task{.name = name,
                 .title = json.at("alias"),
                 .metric = json.at("metric"),
                 .rule = json.at("selection"),
                 .split = json.at("split"),
                 .examples = examples,
                 .seeds = json.at("seeds"),
                 .values = json.at("values"),
                 .bootstrap_error = {},
                 .not_run = json.value("not_run", ""),
                 .mode = json.value("mode", "default")};
  const std::string error = task.metric + "_bootstrap_stderr,none";
  if (json.contains(error) && json.at(error).is_number()) task.bootstrap_error = json.at(error).get<double>();
  return task;
}

}  // namespace

OrderedJson ToJson(const SuiteResults& results) {
  OrderedJson json = {
      {"results", OrderedJson::object()}, {"groups", OrderedJson::object()}, {"n-samples", OrderedJson::object()}};
  for (const SuiteTask& task : results.tasks) {
    json["results"][task.name] = ToJson(task);
    json["n-samples"][task.name] = {{"original", task.examples}, {"effective", task.examples}};
  }
  for (const SuiteAverage& average : Averages(results)) {
    OrderedJson& group = json["groups"][average.name] = {{"alias", average.name}, {"seeds", average.seeds}};
    group["mean,none"] = average.values.empty() ? OrderedJson(nullptr) : OrderedJson(Mean(average.values).value);
    group["mean_stderr,none"] = ErrorOf(average.values);
    if (!average.remark.empty()) group["remark"] = average.remark;
  }
  json["config"] = {{"suite", results.suite}, {"model", results.model}, {"average", results.average}};
  return json;
}

SuiteResults ReadSuiteResults(const std::string& path) {
  try {
    const OrderedJson json = ParseJson<OrderedJson>(ReadFile(path), path);
    const OrderedJson& config = json.at("config");
    SuiteResults results{
        .suite = config.at("suite"), .model = config.at("model"), .average = config.at("average"), .tasks = {}};
    for (const auto& [name, task] : json.at("results").items())
      results.tasks.push_back(TaskOf(name, task, json.at("n-samples").at(name).at("effective")));
    return results;
  } catch (const OrderedJson::exception&) {
    throw Fail(ErrorCode::kInput, "{}: are no results of a suite, wanted the file that `linkbert finetune` wrote.",
               path);
  }
}

}  // namespace linkbert
