#include "core/training/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <span>

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

namespace {

StepTotals TotalsFor(const TrainerParts& parts) {
  const SumCount count = parts.task.Sums();
  return {parts.parameters.device(), static_cast<std::int64_t>(count.on_device + count.on_host),
          parts.optimizer.blocks()};
}

}  // namespace

Trainer::Trainer(const TrainingOptions& training, const ScheduleOptions& schedule, TrainerParts parts)
    : training_(training),
      schedule_(schedule),
      parts_(std::move(parts)),
      sum_count_(parts_.task.Sums()),
      totals_{TotalsFor(parts_), TotalsFor(parts_)} {}

TrainingEnd Trainer::Run(Progress progress) {
  progress_ = progress;
  const std::int64_t& completed = progress_.steps;
  Interval interval(sum_count_.on_device + sum_count_.on_host);
  try {
    if (completed == 0 && parts_.evaluate_first) Evaluate(interval);
    parts_.communicator.SetStep(completed);
    Prepare(/*stops=*/false, interval);
    for (bool last = completed >= training_.steps; !last;) last = Advance(interval);
    FinishSave();
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kCommunication || error.code() == ErrorCode::kNumeric) throw;  // name their step
    throw Fail(error.code(), "step {}, {}: {}", completed, doing_, error.what());
  }
  const bool finished = completed >= training_.steps || finished_early_;
  return finished ? TrainingEnd::kFinished : TrainingEnd::kStopped;
}

bool Trainer::Advance(Interval& interval) {
  const std::int64_t& completed = progress_.steps;
  Launch(interval);
  ++progress_.steps;
  progress_.tokens += static_cast<std::int64_t>(upcoming_.tokens);
  parts_.observer.OnStep(completed, training_.steps);
  Read(/*left=*/1, interval);
  const bool stop = Prepare(/*stops=*/true, interval);
  if (completed % training_.log_every == 0 || completed == training_.steps) {
    Read(/*left=*/0, interval);
    Log(interval);
    interval = Interval(interval.sums.size());
  }
  const EvaluationVerdict verdict = Evaluate(interval);
  finished_early_ = verdict.finish;
  const bool last = stop || verdict.finish || completed == training_.steps;
  if (completed % training_.save_every == 0 || last || verdict.save) {
    Read(/*left=*/0, interval);
    Save();
  }
  return last;
}

void Trainer::Launch(Interval& interval) {
  const std::int64_t step = progress_.steps;
  const StepTotals& totals = totals_[static_cast<std::size_t>(step % 2)];
  const double learning_rate = LearningRate(schedule_, step, training_.steps);
  parts_.communicator.SetStep(step);
  Stopwatch watch;
  doing_ = "forward and backward";
  ForwardBackward(totals);
  watch.Lap(interval.phases.forward_backward);
  doing_ = "reducing gradients and updating parameters";
  const View slice = parts_.reducer.Reduce();
  parts_.optimizer.Check(slice, totals);
  watch.Lap(interval.phases.reduce);
  // A step that is not finite counts too: the bias correction is a function of the step, and a resumed run's as well.
  parts_.optimizer.Step(step + 1, learning_rate, slice, totals);
  watch.Lap(interval.phases.optimizer);
  launched_.push_back({step, &totals, learning_rate, parts_.task.SampleIndices()});
  ++interval.steps;
  interval.tokens += upcoming_.tokens;
  interval.wait_s += upcoming_.work.loader_wait_s;
  interval.imbalance = std::max(interval.imbalance, upcoming_.work.imbalance);
}

void Trainer::ForwardBackward(const StepTotals& totals) {
  Device& device = parts_.parameters.device();
  parts_.parameters.ZeroGradients();
  device.Zero(totals.all().Columns(0, static_cast<std::int64_t>(sum_count_.on_device)));
  std::vector<double> on_host(sum_count_.on_host);
  const std::int64_t micro_batches = upcoming_.work.micro_batches;
  for (std::int64_t micro = 0; micro < micro_batches; ++micro) {
    if (parts_.overlap && micro + 1 == micro_batches) {
      parts_.parameters.Listen([this](std::int64_t flat_end) { parts_.reducer.StartUpTo(flat_end); });
    }
    parts_.task.ForwardBackward(micro, upcoming_.divisors, {totals.sums(), on_host});
  }
  parts_.parameters.Listen(nullptr);
  device.Upload(on_host.data(), static_cast<std::int64_t>(std::span(on_host).size_bytes()),
                totals.sums() + sum_count_.on_device);
}

bool Trainer::Prepare(bool stops, Interval& interval) {
  Stopwatch watch;
  upcoming_ = {};
  std::vector<double> numbers;
  if (progress_.steps < training_.steps) {
    doing_ = "fetching its samples";
    upcoming_.work = parts_.task.BeginStep(progress_.steps);
    numbers = upcoming_.work.divisors;
    watch.Lap(interval.phases.loader);
  }
  const std::size_t divisors = numbers.size();
  doing_ = "saving";  // whose failure comes out of the question
  numbers.push_back(static_cast<double>(upcoming_.work.tokens));
  numbers.push_back(stops && parts_.stop_requested() ? 1 : 0);
  numbers.push_back(parts_.checkpoints.IsDurable() ? 0 : 1);
  parts_.communicator.AllReduce(numbers.data(), numbers.data(), numbers.size(), DType::kFloat64, ReduceOperation::kSum)
      .Wait();
  watch.Lap(interval.phases.reduce);
  upcoming_.divisors.assign(numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(divisors));
  upcoming_.tokens = numbers[divisors];
  if (parts_.checkpoints.InFlight() && numbers[divisors + 2] == 0) Commit();
  return numbers[divisors + 1] > 0;
}

void Trainer::Read(std::size_t left, Interval& interval) {
  for (; launched_.size() > left; launched_.pop_front()) {
    const Launched& launched = launched_.front();
    const StepTotals::OnHost totals = launched.totals->Read(parts_.parameters.device());
    interval.learning_rate = launched.learning_rate;
    interval.norm = totals.check.norm;
    // Loss and norm are sums over all ranks, so all take the same way.
    if (totals.check.finite == 0) {
      Skip(launched, parts_.task.Metrics(totals.sums).at("loss").get<double>(), totals.check.norm);
      ++interval.skipped;
      continue;
    }
    skipped_in_a_row_ = 0;
    for (std::size_t i = 0; i < totals.sums.size(); ++i) interval.sums[i] += totals.sums[i];
  }
}

void Trainer::Skip(const Launched& launched, double loss, double norm) {
  const std::int64_t step = launched.step;
  const std::string reports = fmt::format("{}/not-finite-step-{}-rank-", parts_.run_folder, step);
  if (!launched.samples.empty()) {
    WriteFileAtomically(fmt::format("{}{}.json", reports, parts_.communicator.Rank()),
                        nlohmann::json{{"step", step}, {"samples", launched.samples}}.dump() + "\n");
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
  Read(/*left=*/0, interval);
  doing_ = "evaluating";
  const Clock::time_point start = Clock::now();
  const nlohmann::ordered_json metrics = parts_.evaluate();
  parts_.observer.OnEvaluation(progress_.steps, metrics);
  interval.start += Clock::now() - start;  // no training time
  return parts_.judge ? parts_.judge(progress_.steps) : EvaluationVerdict();
}

void Trainer::Commit() {
  for (const std::string& warning : parts_.checkpoints.Commit()) {
    parts_.observer.OnMessage("warning: an old checkpoint stays for now: " + warning);
  }
}

void Trainer::FinishSave() {
  if (!parts_.checkpoints.InFlight()) return;
  parts_.checkpoints.Wait();
  parts_.communicator.Barrier();  // every rank's part is durable
  Commit();
}

void Trainer::Save() {
  doing_ = "saving";
  FinishSave();  // one save at a time
  parts_.checkpoints.Begin(progress_, last_metrics_);
}

}  // namespace linkbert
