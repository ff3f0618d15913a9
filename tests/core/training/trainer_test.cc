// The training loop with a task that needs no model: the loss of sample i is (w . x_i - y_i)^2 over a global count, so
// every gradient is known and must not depend on how samples are dealt. y_i is linear in x_i: the least loss is 0.
#include "core/training/trainer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <mutex>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/philox.h"
#include "core/device/cpu/cpu_device.h"
#include "distributed/communication/self_communicator.h"
#include "distributed/communication/thread_communicator.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

constexpr std::int64_t kWidth = 100;
constexpr std::int64_t kGlobalBatch = 12;
constexpr double kTargetWeight = 0.05;  // of every input: y = 0.05 * (x_0 + ... + x_99)
constexpr double kLearningRate = 5e-3;  // 20 steps that decay linearly move a weight by about 0.05

class LinearTask : public Task {
 public:
  // Deals sample i to rank i % ranks, `per_micro` samples a micro-batch.
  LinearTask(const Communicator& communicator, const FlatParameters& parameters, std::int64_t per_micro)
      : rank_(communicator.Rank()),
        ranks_(communicator.Size()),
        parameters_(parameters),
        w_(reinterpret_cast<const float*>(parameters.values().data)),
        gradient_(reinterpret_cast<float*>(parameters.gradients().data)),
        per_micro_(per_micro) {}

  StepWork BeginStep(std::int64_t step) override {
    samples_.clear();
    for (std::int64_t i = step * kGlobalBatch; i < (step + 1) * kGlobalBatch; ++i) {
      if (i % ranks_ == rank_) samples_.push_back(static_cast<std::uint64_t>(i));
    }
    const auto count = static_cast<std::int64_t>(samples_.size());
    return {.micro_batches = (count + per_micro_ - 1) / per_micro_,
            .tokens = count,
            .divisors = {static_cast<double>(count)}};
  }

  void ForwardBackward(std::int64_t micro, std::span<const double> divisors, const StepSums& sums) override {
    const auto first = static_cast<std::size_t>(micro * per_micro_);
    for (std::size_t i = first; i < std::min(samples_.size(), first + static_cast<std::size_t>(per_micro_)); ++i) {
      Accumulate(samples_[i], 1 / divisors[0], sums);
    }
    parameters_.GradientReady(parameters_.layout().size());
  }

  SumCount Sums() const override { return {.on_device = 1, .on_host = 1}; }
  nlohmann::ordered_json Metrics(std::span<const double> sums) const override { return {{"loss", sums[0] / sums[1]}}; }
  std::vector<std::uint64_t> SampleIndices() const override { return samples_; }

  std::vector<std::uint64_t> poisoned;  // samples whose target is NaN

 private:
  void Accumulate(std::uint64_t sample, double scale, const StepSums& sums) {
    const RandomSequence draws(1, RandomStream::kPartner, sample);
    double error = std::count(poisoned.begin(), poisoned.end(), sample) > 0 ? std::nan("") : 0;
    for (std::int64_t k = 0; k < kWidth; ++k) {
      error += (w_[k] - kTargetWeight) * draws.Uniform(static_cast<std::uint32_t>(k));
    }
    for (std::int64_t k = 0; k < kWidth; ++k) {
      gradient_[k] += static_cast<float>(2 * error * scale * draws.Uniform(static_cast<std::uint32_t>(k)));
    }
    *sums.on_device += error * error;
    sums.on_host[0] += 1;
  }

  int rank_;
  int ranks_;
  const FlatParameters& parameters_;
  const float* w_;
  float* gradient_;
  std::int64_t per_micro_;
  std::vector<std::uint64_t> samples_;
};

// Durable at once; remembers what was committed.
class FakeCheckpoints : public CheckpointSink {
 public:
  void Begin(const Progress& progress, const nlohmann::ordered_json&) override {
    EXPECT_FALSE(in_flight_) << "two saves at a time";
    in_flight_ = true;
    saved_ = progress;
  }
  bool IsDurable() override { return true; }
  std::vector<std::string> Commit() override {
    in_flight_ = false, committed.push_back(saved_);
    return warnings;
  }
  bool InFlight() const override { return in_flight_; }
  void Wait() override {}

  std::vector<Progress> committed;
  std::vector<std::string> warnings;

 private:
  bool in_flight_ = false;
  Progress saved_;
};

struct Outcome {
  std::vector<float> weights;
  std::vector<double> losses;
  std::vector<Progress> committed;
  std::vector<std::int64_t> evaluated;
  TrainingEnd end = TrainingEnd::kFinished;
  std::vector<std::int64_t> skipped;  // steps
  std::vector<std::string> messages;
};

struct Setting {
  std::int64_t per_micro = 5;
  std::int64_t stop_after = 1000;  // steps
  std::int64_t evaluate_every = 0;
  std::vector<std::uint64_t> poisoned = {};
  std::string not_finite = "error";
  bool evaluate_first = true;
  std::function<EvaluationVerdict(std::int64_t)> judge = nullptr;
  std::vector<std::string> commit_warnings = {};
  std::int64_t log_every = 1;
  bool overlap = false;
};

class Losses : public TrainingObserver {
 public:
  void OnInterval(const IntervalRecord& record) override {
    const nlohmann::json& loss = record.metrics.at("loss");
    EXPECT_EQ(record.skipped_steps == 1, loss.is_null());
    if (loss.is_null()) return skipped.push_back(record.step - 1);
    values.push_back(loss.get<double>());
  }
  void OnStep(std::int64_t completed, std::int64_t) override { steps = completed; }
  void OnEvaluation(std::int64_t completed, const nlohmann::ordered_json&) override { evaluated.push_back(completed); }
  std::vector<double> values;
  std::vector<std::int64_t> evaluated;
  void OnMessage(const std::string& message) override { messages.push_back(message); }
  std::vector<std::int64_t> skipped;
  std::vector<std::string> messages;
  std::int64_t steps = 0;
};

// A folder of this process's own: cases run side by side.
const std::string& RunFolder() {
  static const test::TemporaryFolder folder;
  return folder.path();
}

Outcome TrainOn(Communicator& communicator, const Setting& setting) {
  FlatParameters parameters(HostDevice(), {{.name = "w", .shape = {kWidth}, .decay = true}}, 64, GradientMemory::kOwned,
                            communicator.Size());
  GradientReducer reducer(parameters, communicator);
  ShardedOptimizer optimizer(parameters, {}, communicator);
  LinearTask task(communicator, parameters, setting.per_micro);
  task.poisoned = setting.poisoned;
  FakeCheckpoints checkpoints;
  checkpoints.warnings = setting.commit_warnings;
  Losses losses;
  const TrainingOptions training{.steps = 20,
                                 .global_batch = kGlobalBatch,
                                 .log_every = setting.log_every,
                                 .save_every = 8,
                                 .not_finite = setting.not_finite};
  Trainer trainer(
      training, {.learning_rate = kLearningRate},
      {communicator, task, parameters, reducer, optimizer, checkpoints, losses,
       [&] { return losses.steps >= setting.stop_after; }, RunFolder(), setting.overlap,
       [] { return nlohmann::ordered_json::object(); }, setting.evaluate_every, setting.evaluate_first, setting.judge});
  Outcome outcome;
  outcome.end = trainer.Run({});
  const float* const w = reinterpret_cast<const float*>(parameters.values().data);
  outcome.weights.assign(w, w + kWidth);
  outcome.losses = losses.values;
  outcome.committed = checkpoints.committed;
  outcome.evaluated = losses.evaluated;
  outcome.skipped = losses.skipped;
  outcome.messages = losses.messages;
  return outcome;
}

Outcome TrainOnRanks(int ranks, const Setting& setting) {
  Outcome first;
  std::mutex mutex;
  ThreadGroup::Run(ranks, [&](Communicator& communicator) {
    Outcome outcome = TrainOn(communicator, setting);
    const std::lock_guard lock(mutex);
    if (communicator.Rank() == 0) first = std::move(outcome);
  });
  return first;
}

TEST(Trainer, LossFallsAndEveryStepIsLogged) {
  SelfCommunicator self;
  const Outcome outcome = TrainOn(self, {});
  ASSERT_EQ(outcome.losses.size(), 20U);
  EXPECT_GT(outcome.losses.front(), 5);  // near E[y]^2 = 6.25: nothing was learned before the first step
  EXPECT_LT(outcome.losses.back(), outcome.losses.front() / 100);
  EXPECT_EQ(outcome.end, TrainingEnd::kFinished);
}

TEST(Trainer, RanksAndMicroBatchesDoNotChangeTheStep) {
  const Outcome one = TrainOnRanks(1, {.per_micro = 12});
  for (const int ranks : {1, 2, 3, 5}) {
    for (const std::int64_t per_micro : {1, 5}) {
      const Outcome many = TrainOnRanks(ranks, {.per_micro = per_micro});
      ASSERT_EQ(many.losses.size(), one.losses.size());
      for (std::size_t i = 0; i < one.losses.size(); ++i)
        EXPECT_NEAR(many.losses[i], one.losses[i], 1e-5 * one.losses[0]);
      for (std::size_t k = 0; k < one.weights.size(); ++k) EXPECT_NEAR(many.weights[k], one.weights[k], 1e-5);
    }
  }
}

TEST(Trainer, OverlapChangesNoBit) {
  for (const int ranks : {1, 2, 3}) {
    const Outcome after = TrainOnRanks(ranks, {}), during = TrainOnRanks(ranks, {.overlap = true});
    EXPECT_EQ(after.weights, during.weights) << ranks << " ranks";
    EXPECT_EQ(after.losses, during.losses);
  }
}

// A rank of a group that counts its collectives.
class Counting : public Communicator {
 public:
  explicit Counting(Communicator& rank) : rank_(rank) {}
  int Rank() const override { return rank_.Rank(); }
  int Size() const override { return rank_.Size(); }
  std::string Name() const override { return rank_.Name(); }
  DeviceChannel& Device() override { return channel_; }
  Event AllReduce(const void* send, void* receive, std::size_t count, DType type, ReduceOperation operation) override {
    ++all_reduces;
    return rank_.AllReduce(send, receive, count, type, operation);
  }
  Event ReduceScatter(const void* send, void* receive, std::size_t count, DType type,
                      ReduceOperation operation) override {
    ++others;
    return rank_.ReduceScatter(send, receive, count, type, operation);
  }
  Event AllGather(const void* send, void* receive, std::size_t count, DType type) override {
    ++others;
    return rank_.AllGather(send, receive, count, type);
  }
  Event Broadcast(void* buffer, std::size_t count, DType type, int root) override {
    return rank_.Broadcast(buffer, count, type, root);
  }
  void Barrier() override {
    ++barriers;
    rank_.Barrier();
  }
  void Abort(int exit_code, const std::string& reason) override { rank_.Abort(exit_code, reason); }

  int all_reduces = 0, others = 0, barriers = 0;

 private:
  Communicator& rank_;
  HostMemoryChannel channel_{*this};
};

// One on the device, of norm and losses; one on the host, of the next step's divisors and of what ranks want, which
// comes once more before the first step.
TEST(Trainer, AStepTakesTwoSmallReductions) {
  ThreadGroup::Run(2, [](Communicator& communicator) {
    Counting counting(communicator);
    TrainOn(counting, {.log_every = 7});
    EXPECT_EQ(counting.all_reduces, 2 * 20 + 1);
    EXPECT_EQ(counting.others, 2 * 20);  // the one bucket's gradients and values
    EXPECT_EQ(counting.barriers, 1);     // for the last save
  });
}

TEST(Trainer, SavesAtItsStepsAndAtTheEnd) {
  const Outcome outcome = TrainOnRanks(2, {});
  ASSERT_EQ(outcome.committed.size(), 3U);
  EXPECT_EQ(outcome.committed[0].steps, 8);
  EXPECT_EQ(outcome.committed[1].steps, 16);
  EXPECT_EQ(outcome.committed[2].steps, 20);
  EXPECT_EQ(outcome.committed[2].tokens, 20 * kGlobalBatch);
}

TEST(Trainer, EvaluatesBeforeTheFirstStepAtItsStepsAndAtTheEnd) {
  const Outcome outcome = TrainOnRanks(2, {.evaluate_every = 6});
  EXPECT_EQ(outcome.evaluated, (std::vector<std::int64_t>{0, 6, 12, 18, 20}));
  EXPECT_TRUE(TrainOnRanks(2, {}).evaluated.empty());
  EXPECT_EQ(TrainOnRanks(2, {.evaluate_every = 6, .evaluate_first = false}).evaluated.front(), 6);
}

TEST(Trainer, AVerdictSavesOrFinishes) {
  const auto judge = [](std::int64_t step) { return EvaluationVerdict{.save = step == 3, .finish = step == 9}; };
  const Outcome outcome = TrainOnRanks(2, {.evaluate_every = 3, .judge = judge});
  EXPECT_EQ(outcome.end, TrainingEnd::kFinished);
  EXPECT_EQ(outcome.losses.size(), 9U);
  ASSERT_EQ(outcome.committed.size(), 3U);
  EXPECT_EQ(outcome.committed[0].steps, 3);
  EXPECT_EQ(outcome.committed[1].steps, 8);
  EXPECT_EQ(outcome.committed[2].steps, 9);
}

TEST(Trainer, StopsAfterASaveWhenAnyRankAsks) {
  const Outcome outcome = TrainOnRanks(3, {.stop_after = 5});
  EXPECT_EQ(outcome.end, TrainingEnd::kStopped);
  ASSERT_EQ(outcome.committed.size(), 1U);
  EXPECT_EQ(outcome.committed[0].steps, 5);
}

TEST(Trainer, TellsWhatASaveCouldNotRemove) {
  SelfCommunicator self;
  const Outcome outcome = TrainOn(self, {.commit_warnings = {"step-1/x: stays"}});
  ASSERT_EQ(outcome.committed.size(), 3U);
  EXPECT_THAT(outcome.messages, testing::Contains(testing::HasSubstr("step-1/x: stays")));
}

// The error of a run that must fail as not finite.
std::string NotFinite(int ranks, const Setting& setting) {
  try {
    TrainOnRanks(ranks, setting);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kNumeric);
    return error.what();
  }
  ADD_FAILURE() << "trained on NaN";
  return "";
}

std::string Report(int step, int rank) {
  return fmt::format("{}/not-finite-step-{}-rank-{}.json", RunFolder(), step, rank);
}

// Of all ranks' reports of a step, in order; removes them.
std::vector<std::uint64_t> TakeReportedSamples(int step, int ranks) {
  std::vector<std::uint64_t> samples;
  for (int rank = 0; rank < ranks; ++rank) {
    const nlohmann::json report = nlohmann::json::parse(ReadFile(Report(step, rank)));
    std::filesystem::remove(Report(step, rank));
    for (const auto& sample : report.at("samples")) samples.push_back(sample.get<std::uint64_t>());
  }
  std::sort(samples.begin(), samples.end());
  return samples;
}

std::vector<std::uint64_t> SamplesOf(std::uint64_t step) {
  std::vector<std::uint64_t> samples(kGlobalBatch);
  std::iota(samples.begin(), samples.end(), step * kGlobalBatch);
  return samples;
}

TEST(Trainer, LossThatIsNotFiniteEndsTheRunAndNamesTheSamples) {
  EXPECT_THAT(NotFinite(1, {.poisoned = {3 * kGlobalBatch + 7}}), testing::HasSubstr("step 3: loss nan"));
  EXPECT_EQ(TakeReportedSamples(3, 1), SamplesOf(3));
}

// Between two log lines a step is looked at once the next one has been given to the device. What is named are the bad
// step and its own samples.
TEST(Trainer, AStepThatIsNotFiniteIsNamedOneStepLater) {
  EXPECT_THAT(NotFinite(2, {.poisoned = {3 * kGlobalBatch + 7}, .log_every = 10}),
              testing::HasSubstr("step 3: loss nan"));
  EXPECT_EQ(TakeReportedSamples(3, 2), SamplesOf(3));
  EXPECT_THAT(NotFinite(1, {.poisoned = {19 * kGlobalBatch}, .log_every = 100}),
              testing::HasSubstr("step 19: loss nan"));
  EXPECT_EQ(TakeReportedSamples(19, 1), SamplesOf(19));
  EXPECT_THAT(NotFinite(1, {.poisoned = {7 * kGlobalBatch}, .log_every = 100}), testing::HasSubstr("step 7: loss nan"));
  TakeReportedSamples(7, 1);
}

// The log sees every step once, whenever it was looked at.
TEST(Trainer, TheMeanOverAnIntervalIsThatOfItsSteps) {
  const Outcome each = TrainOnRanks(2, {}), together = TrainOnRanks(2, {.log_every = 5});
  ASSERT_EQ(together.losses.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    const auto begin = each.losses.begin() + static_cast<std::ptrdiff_t>(5 * i);
    EXPECT_NEAR(together.losses[i], std::accumulate(begin, begin + 5, 0.0) / 5, 1e-12);
  }
  EXPECT_EQ(together.weights, each.weights);
}

TEST(Trainer, EveryRankReportsItsSamplesWhereverTheBadOneLies) {
  NotFinite(3, {.poisoned = {4 * kGlobalBatch + 1}});
  EXPECT_EQ(TakeReportedSamples(4, 3), SamplesOf(4));
}

TEST(Trainer, SkippedStepsAreCountedReportedAndTrainOnAllRanksAlike) {
  const Setting setting = {.poisoned = {3 * kGlobalBatch + 7, 6 * kGlobalBatch}, .not_finite = "skip"};
  const Outcome one = TrainOnRanks(1, setting), three = TrainOnRanks(3, setting);
  EXPECT_EQ(TakeReportedSamples(3, 3), SamplesOf(3));
  EXPECT_EQ(TakeReportedSamples(6, 3), SamplesOf(6));
  EXPECT_EQ(one.skipped, (std::vector<std::int64_t>{3, 6}));
  EXPECT_EQ(three.skipped, one.skipped);
  EXPECT_EQ(three.committed.back().steps, 20);
  EXPECT_LT(one.losses.back(), one.losses.front() / 4);
  for (std::size_t k = 0; k < one.weights.size(); ++k) EXPECT_NEAR(three.weights[k], one.weights[k], 1e-5);
}

// Before the first good step parameters and moments are all zero: they stay it if the bad ones leave them alone.
TEST(Trainer, SkippedStepsLeaveParametersAlone) {
  Setting setting = {.stop_after = 9, .not_finite = "skip"};
  for (std::uint64_t step = 0; step < 9; ++step) setting.poisoned.push_back(step * kGlobalBatch);
  const Outcome outcome = TrainOnRanks(2, setting);
  EXPECT_EQ(outcome.skipped.size(), 9U);
  EXPECT_EQ(outcome.weights, std::vector<float>(kWidth, 0.0F));
}

TEST(Trainer, TooManySkippedStepsInARowEndTheRun) {
  Setting setting = {.not_finite = "skip"};
  for (std::uint64_t step = 2; step < 20; ++step) setting.poisoned.push_back(step * kGlobalBatch);
  EXPECT_THAT(NotFinite(2, setting), testing::HasSubstr("step 11: loss nan"));  // the tenth
}

}  // namespace
}  // namespace linkbert
