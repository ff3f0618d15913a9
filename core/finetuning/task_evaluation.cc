#include "core/finetuning/task_evaluation.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"

namespace linkbert {
namespace {

constexpr std::size_t kPlanned = 1024;  // units dealt at a time: planning is quadratic in them

// Where each unit's outputs begin, and the end of the last.
std::vector<std::size_t> Places(const TaskData& data) {
  std::vector<std::size_t> places = {0};
  for (std::size_t unit = 0; unit < data.Units(); ++unit) places.push_back(places.back() + data.Outputs(unit));
  return places;
}

// Computes units begin + slot of this rank's micro-batches into `outputs`.
void ComputePart(TaskModel& model, const TaskData& data, const std::vector<BatchPlan::MicroBatch>& micro_batches,
                 std::size_t begin, const std::vector<std::size_t>& places, std::vector<float>& outputs) {
  for (const BatchPlan::MicroBatch& slots : micro_batches) {
    TaskBatch batch;
    for (const std::uint32_t slot : slots) data.Append(begin + slot, begin + slot, batch);
    const std::vector<float> values = model.Outputs(batch);
    auto from = values.begin();
    for (const std::uint32_t slot : slots) {
      const auto count = static_cast<std::ptrdiff_t>(data.Outputs(begin + slot));
      std::copy_n(from, count, outputs.begin() + static_cast<std::ptrdiff_t>(places[begin + slot]));
      from += count;
    }
    LB_CHECK(from == values.end(), "{} outputs for {} units", values.size(), slots.size());
  }
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
  for (std::size_t begin = 0; begin < data.Units(); begin += kPlanned) {
    std::vector<std::uint32_t> lengths;
    for (std::size_t unit = begin; unit < std::min(data.Units(), begin + kPlanned); ++unit) {
      lengths.push_back(data.Tokens(unit));
    }
    const BatchPlan dealt = PlanBatch(lengths, plan);
    model.Reserve(BoundsOf(dealt, communicator.Rank(), lengths, data.Sequences()), PassKind::kEvaluation);
    ComputePart(model, data, dealt.ranks[static_cast<std::size_t>(communicator.Rank())], begin, places, outputs);
  }
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
