#include "core/training/trainer.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "base/error.h"

namespace linkbert {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kMostSkippedInARow = 10;

double SecondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// Adds the time since the last lap to a phase.
class Stopwatch {
 public:
  void Lap(double& phase_s) {
    const Clock::time_point now = Clock::now();
    phase_s += std::chrono::duration<double>(now - last_).count();
    last_ = now;
  }

 private:
  Clock::time_point last_ = Clock::now();
};

}  // namespace

// What accumulates between two log lines.
struct Trainer::Interval {
  explicit Interval(std::size_t sum_count) : sums(sum_count) {}
  Clock::time_point start = Clock::now();
  std::vector<double> sums;  // all ranks
  std::int64_t steps = 0;
  std::int64_t skipped = 0;  // of steps
  double tokens = 0;
  double wait_s = 0;
  StepPhases phases;
  double imbalance = 1;
  double learning_rate = 0;
  double norm = 0;
};

Trainer::Trainer(const TrainingOptions& training, const ScheduleOptions& schedule, TrainerParts parts)
    : training_(training),
      schedule_(schedule),
      parts_(std::move(parts)),
      totals_(parts_.parameters.device(), static_cast<std::int64_t>(parts_.task.SumCount()),
              parts_.optimizer.blocks()) {}

TrainingEnd Trainer::Run(Progress progress) {
  progress_ = progress;
  const std::int64_t& completed = progress_.steps;
  Interval interval(parts_.task.SumCount());
  bool stop = false;
  try {
    if (completed == 0 && parts_.evaluate_first) Evaluate(interval);
    while (completed < training_.steps && !stop) stop = Advance(interval);
    if (parts_.checkpoints.InFlight()) {
      parts_.checkpoints.Wait();
      EndStep();  // commits: every rank has waited
    }
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kCommunication || error.code() == ErrorCode::kNumeric) throw;  // name their step
    throw Fail(error.code(), "step {}, {}: {}", completed, doing_, error.what());
  }
  const bool finished = completed >= training_.steps || finished_early_;
  return finished ? TrainingEnd::kFinished : TrainingEnd::kStopped;
}

bool Trainer::Advance(Interval& interval) {
  const std::int64_t& completed = progress_.steps;
  TrainStep(completed, interval);
  ++progress_.steps;
  parts_.observer.OnStep(completed, training_.steps);
  if (completed % training_.log_every == 0 || completed == training_.steps) {
    Log(interval);
    interval = Interval(parts_.task.SumCount());
  }
  const EvaluationVerdict verdict = Evaluate(interval);
  finished_early_ = verdict.finish;
  doing_ = "saving";
  const bool last = EndStep() || verdict.finish;
  if (completed % training_.save_every == 0 || completed == training_.steps || last || verdict.save) Save();
  return last;
}

void Trainer::TrainStep(std::int64_t step, Interval& interval) {
  doing_ = "fetching its samples";
  parts_.communicator.SetStep(step);
  Stopwatch watch;
  const StepWork work = parts_.task.BeginStep(step);
  watch.Lap(interval.phases.loader);
  std::vector<double> totals = work.divisors;
  totals.push_back(static_cast<double>(work.tokens));
  Sum(totals);
  watch.Lap(interval.phases.reduce);
  const std::span<const double> divisors(totals.data(), work.divisors.size());

  doing_ = "forward and backward";
  parts_.parameters.ZeroGradients();
  std::vector<double> sums(parts_.task.SumCount());
  for (std::int64_t micro = 0; micro < work.micro_batches; ++micro) parts_.task.ForwardBackward(micro, divisors, sums);
  watch.Lap(interval.phases.forward_backward);
  Update(step, sums, interval);
  interval.tokens += totals.back();
  interval.wait_s += work.loader_wait_s;
  interval.imbalance = std::max(interval.imbalance, work.imbalance);
  ++interval.steps;
  progress_.tokens += static_cast<std::int64_t>(totals.back());
}

void Trainer::Update(std::int64_t step, std::vector<double>& sums, Interval& interval) {
  doing_ = "reducing gradients and updating parameters";
  Stopwatch watch;
  Device& device = parts_.parameters.device();
  const View slice = parts_.reducer.Reduce();
  device.Upload(sums.data(), totals_.sum_count() * static_cast<std::int64_t>(sizeof(double)), totals_.sums());
  parts_.optimizer.Check(slice, totals_);
  watch.Lap(interval.phases.reduce);
  interval.learning_rate = LearningRate(schedule_, step, training_.steps);
  parts_.optimizer.Step(step + 1, interval.learning_rate, slice, totals_);
  const StepTotals::OnHost totals = totals_.Read(device);
  // Loss and norm are sums over all ranks, so all take the same way. The optimizer counts a skipped step too: its bias
  // correction is a function of the step, and a resumed run's as well.
  if (totals.check.finite != 0) {
    skipped_in_a_row_ = 0;
    for (std::size_t i = 0; i < totals.sums.size(); ++i) interval.sums[i] += totals.sums[i];
  } else {
    PassOver(step, parts_.task.Metrics(totals.sums).at("loss").get<double>(), totals.check.norm);
    ++interval.skipped;
  }
  watch.Lap(interval.phases.optimizer);
  interval.norm = totals.check.norm;
}

void Trainer::Sum(std::vector<double>& values) {
  parts_.communicator.AllReduce(values.data(), values.data(), values.size(), DataType::kFloat64, ReduceOperation::kSum)
      .Wait();
}

void Trainer::PassOver(std::int64_t step, double loss, double norm) {
  const std::string reports = fmt::format("{}/not-finite-step-{}-rank-", parts_.run_folder, step);
  const std::vector<std::uint64_t> samples = parts_.task.SampleIndices();
  if (!samples.empty()) {
    WriteFileAtomically(fmt::format("{}{}.json", reports, parts_.communicator.Rank()),
                        nlohmann::json{{"step", step}, {"samples", samples}}.dump() + "\n");
  }
  const std::string what = fmt::format("step {}: loss {}, gradient norm {}: not finite", step, loss, norm);
  const std::string where = fmt::format("the indices of its samples are in {}*.json", reports);
  const bool skip = training_.not_finite == "skip";
  if (skip && ++skipped_in_a_row_ < kMostSkippedInARow) {
    return parts_.observer.OnMessage(fmt::format("warning: {}; skipped; {}", what, where));
  }
  parts_.communicator.Barrier();  // every rank's report is there before one of them ends the job
  throw Fail(
      ErrorCode::kNumeric,
      "{}{}; {}. The last checkpoint is good: lower schedule.learning_rate or lengthen schedule.warmup_steps and "
      "run the same line under another run.name{}.",
      what, skip ? fmt::format(", the {}th step in a row", kMostSkippedInARow) : "", where,
      skip ? "" : ", or go on over such steps with --set training.not_finite=skip");
}

void Trainer::Log(Interval& interval) {
  const double seconds = std::max(SecondsSince(interval.start), 1e-9);
  last_metrics_ = parts_.task.Metrics(interval.sums);
  if (interval.skipped == interval.steps) {
    for (auto& value : last_metrics_) value = nullptr;
  }
  const double per_step = seconds / static_cast<double>(std::max<std::int64_t>(interval.steps, 1));
  parts_.observer.OnInterval({.step = progress_.steps,
                              .steps = training_.steps,
                              .skipped_steps = interval.skipped,
                              .metrics = last_metrics_,
                              .learning_rate = interval.learning_rate,
                              .gradient_norm = interval.norm,
                              .tokens_per_s = interval.tokens / seconds,
                              .loader_wait = interval.wait_s / seconds,
                              .imbalance = interval.imbalance,
                              .tokens = progress_.tokens,
                              .seconds_left = per_step * static_cast<double>(training_.steps - progress_.steps),
                              .seconds = seconds,
                              .phases = interval.phases});
}

EvaluationVerdict Trainer::Evaluate(Interval& interval) {
  const bool due =
      progress_.steps % std::max<std::int64_t>(parts_.evaluate_every, 1) == 0 || progress_.steps == training_.steps;
  if (parts_.evaluate_every == 0 || !due) return {};
  doing_ = "evaluating";
  const Clock::time_point start = Clock::now();
  const nlohmann::ordered_json metrics = parts_.evaluate();
  parts_.observer.OnEvaluation(progress_.steps, metrics);
  interval.start += Clock::now() - start;  // no training time
  return parts_.judge ? parts_.judge(progress_.steps) : EvaluationVerdict();
}

bool Trainer::EndStep() {
  // A maximum over "not yet durable" tells whether anybody is not; over "stop", whether anybody wants to.
  std::array<double, 2> flags = {parts_.stop_requested() ? 1.0 : 0.0, parts_.checkpoints.IsDurable() ? 0.0 : 1.0};
  parts_.communicator.AllReduce(flags.data(), flags.data(), flags.size(), DataType::kFloat64, ReduceOperation::kMax)
      .Wait();
  if (parts_.checkpoints.InFlight() && flags[1] == 0) {
    for (const std::string& warning : parts_.checkpoints.Commit()) {
      parts_.observer.OnMessage("warning: an old checkpoint stays for now: " + warning);
    }
  }
  return flags[0] != 0;
}

void Trainer::Save() {
  if (parts_.checkpoints.InFlight()) {  // one save at a time
    parts_.checkpoints.Wait();
    EndStep();
  }
  parts_.checkpoints.Begin(progress_, last_metrics_);
}

}  // namespace linkbert
