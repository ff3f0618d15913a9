#include "core/scoring/result_table.h"

#include <fmt/core.h>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/parse_json.h"
#include "core/metrics/estimate.h"

namespace linkbert {
namespace {

using OrderedJson = nlohmann::ordered_json;

// values: numbers, or null for a metric that a seed leaves undefined; then the mean is undefined as well.
OrderedJson Summary(const std::vector<OrderedJson>& values) {
  std::vector<double> numbers;
  for (const OrderedJson& value : values) {
    if (value.is_number()) numbers.push_back(value.get<double>());
  }
  if (numbers.size() < values.size()) return {{"mean", nullptr}, {"standard_error", nullptr}, {"values", values}};
  const Estimate mean = Mean(numbers);
  const OrderedJson error = numbers.size() > 1 ? OrderedJson(mean.standard_error) : OrderedJson(nullptr);
  return {{"mean", mean.value}, {"standard_error", error}, {"values", values}};
}

// The metrics of `split` over the tables' values.
OrderedJson MergeSplit(const std::vector<OrderedJson>& tables, const std::string& split) {
  OrderedJson merged = OrderedJson::object();
  for (const auto& [name, first] : tables.front().at("rows").at(0).at(split).items()) {
    std::vector<OrderedJson> values;
    for (const OrderedJson& table : tables) {
      for (const OrderedJson& value : table.at("rows").at(0).at(split).at(name).at("values")) values.push_back(value);
    }
    merged[name] = Summary(values);
  }
  return merged;
}

}  // namespace

OrderedJson SeedTable(const ResultTableHead& head, std::int64_t seed, const OrderedJson& scores) {
  const std::string split = scores.contains("test") ? "test" : "dev";
  OrderedJson row = {{"start", head.start}, {"seeds", OrderedJson::array({seed})}, {"metrics", nullptr}};
  for (const auto& [part, metrics] : scores.items()) {
    for (const auto& [name, value] : metrics.items()) row[part][name] = Summary({value});
  }
  row["metrics"] = row.at(split);
  return {{"task", head.task}, {"type", head.type}, {"metric", head.metric},
          {"mode", head.mode}, {"split", split},    {"rows", OrderedJson::array({std::move(row)})}};
}

OrderedJson MergeSeedTables(const std::vector<OrderedJson>& tables) {
  LB_CHECK(!tables.empty());
  OrderedJson merged = tables.front();
  OrderedJson& row = merged.at("rows").at(0);
  row["seeds"] = OrderedJson::array();
  for (const OrderedJson& table : tables) {
    for (const OrderedJson& seed : table.at("rows").at(0).at("seeds")) row["seeds"].push_back(seed);
  }
  for (const char* part : {"metrics", "dev", "test"}) {
    if (row.contains(part)) row[part] = MergeSplit(tables, part);
  }
  return merged;
}

OrderedJson ReadResultTable(const std::string& path) {
  OrderedJson table = ParseJson<OrderedJson>(ReadFile(path), path, /*allow_exceptions=*/false);
  if (table.is_object() && table.contains("rows")) return table;
  throw Fail(ErrorCode::kInput, "{}: is no table of results. Remove it, and the same line scores again.", path);
}

std::string ResultText(const OrderedJson& metrics) {
  std::string text;
  for (const auto& [name, summary] : metrics.items()) {
    const OrderedJson& mean = summary.at("mean");
    text += fmt::format("{}{} {}", text.empty() ? "" : "  ", name,
                        mean.is_number() ? fmt::format("{:.4f}", mean.get<double>()) : "undefined");
    if (summary.at("standard_error").is_number())
      text += fmt::format(" +- {:.4f}", summary.at("standard_error").get<double>());
  }
  return text;
}

}  // namespace linkbert
