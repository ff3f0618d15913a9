#include "core/finetuning/task_evaluation.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "data/samples/planned_parts.h"

namespace linkbert {
namespace {

// Where each unit's outputs begin, and the end of the last.
std::vector<std::size_t> Places(const TaskData& data) {
  std::vector<std::size_t> places = {0};
  for (std::size_t unit = 0; unit < data.Units(); ++unit) places.push_back(places.back() + data.Outputs(unit));
  return places;
}

// Computes the units of one micro-batch into `outputs`.
void ComputeUnits(TaskModel& model, const TaskData& data, const BatchPlan::MicroBatch& units,
                  const std::vector<std::size_t>& places, std::vector<float>& outputs) {
  TaskBatch batch;
  for (const std::uint32_t unit : units) data.Append(unit, unit, batch);
  const std::vector<float> values = model.Outputs(batch);
  auto from = values.begin();
  for (const std::uint32_t unit : units) {
    const auto count = static_cast<std::ptrdiff_t>(data.Outputs(unit));
    std::copy_n(from, count, outputs.begin() + static_cast<std::ptrdiff_t>(places[unit]));
    from += count;
  }
  LB_CHECK(from == values.end(), "{} outputs for {} units", values.size(), units.size());
}

void RequireFinite(const std::vector<float>& outputs) {
  const auto bad = std::ranges::count_if(outputs, [](float value) { return !std::isfinite(value); });
  if (bad == 0) return;
  throw Fail(ErrorCode::kNumeric,
             "{} of {} outputs of the model are not finite: its weights are NaN or infinite, or overflow. Take an "
             "earlier checkpoint, or train with a lower learning rate.",
             bad, outputs.size());
}

}  // namespace

std::vector<float> ComputeOutputs(TaskModel& model, const TaskData& data, const BatchPlanOptions& plan,
                                  Communicator& communicator) {
  const std::vector<std::size_t> places = Places(data);
  std::vector<float> outputs(places.back());
  const UnitList units = {.count = data.Units(),
                          .length = [&](std::size_t unit) { return data.Tokens(unit); },
                          .sequences = data.Sequences()};
  ForEachPlannedPart(units, plan, communicator.Rank(), [&](const PlannedPart& part) {
    model.Reserve(part.bounds, PassKind::kEvaluation);
    for (const BatchPlan::MicroBatch& some : part.micro_batches) ComputeUnits(model, data, some, places, outputs);
  });
  // The ranks' parts do not overlap and the rest is 0: a sum puts them together exactly.
  communicator.AllReduce(outputs.data(), outputs.data(), outputs.size(), DType::kFloat32, ReduceOperation::kSum).Wait();
  RequireFinite(outputs);
  return outputs;
}

nlohmann::ordered_json Scores(const Figures& figures) {
  nlohmann::ordered_json scores = nlohmann::ordered_json::object();
  for (const Figure& figure : figures.list()) {
    scores[figure.name] = figure.value ? nlohmann::ordered_json(*figure.value) : nlohmann::ordered_json(nullptr);
  }
  return scores;
}

std::string FiguresText(const Figures& figures) {
  std::string text;
  for (const Figure& figure : figures.list()) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", figure.name,
                        figure.value ? fmt::format("{:.4f}", *figure.value) : "undefined");
    if (!figure.remark.empty()) text += fmt::format(" ({})", figure.remark);
  }
  return text;
}

}  // namespace linkbert
