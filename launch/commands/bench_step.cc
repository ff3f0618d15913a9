#include "launch/commands/bench_step.h"

#include <ATen/Version.h>
#include <fmt/core.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "base/version.h"
#include "core/runs/pretraining_measurement.h"
#include "launch/environment/all_ranks.h"
#include "launch/environment/signals.h"

namespace linkbert {
namespace {

using Json = nlohmann::ordered_json;

class StepRecorder : public TrainingObserver {
 public:
  void OnInterval(const IntervalRecord& record) override { records.push_back(record); }

  std::vector<IntervalRecord> records;  // one a step
};

// Means a step from record `begin` on, in milliseconds.
Json PhasesInMs(const std::vector<IntervalRecord>& records, std::size_t begin) {
  double step = 0;
  StepPhases sum;
  for (std::size_t i = begin; i < records.size(); ++i) {
    step += records[i].seconds;
    sum.loader += records[i].phases.loader;
    sum.forward_backward += records[i].phases.forward_backward;
    sum.reduce += records[i].phases.reduce;
    sum.optimizer += records[i].phases.optimizer;
  }
  const double to_ms = 1e3 / static_cast<double>(records.size() - begin);
  const double known = sum.loader + sum.forward_backward + sum.reduce + sum.optimizer;
  return {{"step", to_ms * step},
          {"loader", to_ms * sum.loader},
          {"forward_backward", to_ms * sum.forward_backward},
          {"reduce", to_ms * sum.reduce},
          {"optimizer", to_ms * sum.optimizer},
          {"other", to_ms * (step - known)}};
}

Json Summarize(const BenchStepArguments& arguments, const MeasuredRun& run,
               const std::vector<IntervalRecord>& records) {
  const auto warmup = static_cast<std::size_t>(arguments.warmup);
  Json losses = Json::array();
  Json seconds = Json::array();
  double timed_s = 0;
  for (std::size_t i = 0; i < records.size(); ++i) {
    losses.push_back(records[i].metrics.at("loss"));
    if (i < warmup) continue;
    seconds.push_back(records[i].seconds);
    timed_s += records[i].seconds;
  }
  const std::int64_t tokens = records.back().tokens - (warmup > 0 ? records[warmup - 1].tokens : 0);
  return {{"program", kVersion},
          {"commit", kCommit},
          {"config", arguments.run.config},
          {"settings", arguments.run.settings},
          {"ranks", run.ranks},
          {"threads", run.threads},
          {"backend", run.backend},
          {"instruction_set", at::get_cpu_capability()},
          {"precision", "float32"},
          {"warmup", arguments.warmup},
          {"steps", arguments.steps},
          {"tokens", tokens},
          {"tokens_per_s", static_cast<double>(tokens) / timed_s},
          {"ms", PhasesInMs(records, warmup)},
          {"peak_memory_bytes", run.peak_memory_bytes},
          {"losses", std::move(losses)},
          {"seconds", std::move(seconds)}};
}

void PrintTable(const Json& result) {
  fmt::print("{} rank(s) over {}, {} thread(s) a rank, {}, {} steps after {} to warm up\n", result["ranks"].get<int>(),
             result["backend"].get<std::string>(), result["threads"].get<int>(),
             result["instruction_set"].get<std::string>(), result["steps"].get<int>(), result["warmup"].get<int>());
  for (const auto& [phase, ms] : result["ms"].items()) {
    fmt::print("{:18}{:10.1f} ms {:6.1f} %\n", phase, ms.get<double>(),
               100 * ms.get<double>() / result["ms"]["step"].get<double>());
  }
  fmt::print("{:18}{:10.0f} real tokens a second\n{:18}{:10.2f} GiB a rank at most\n{:18}{:10.4f} first, {:.4f} last\n",
             "speed", result["tokens_per_s"].get<double>(), "memory",
             result["peak_memory_bytes"].get<double>() / (1 << 30), "loss", result["losses"].front().get<double>(),
             result["losses"].back().get<double>());
}

MeasuredRun Measure(const BenchStepArguments& arguments, TrainingObserver& observer) {
  PretrainConfiguration configuration;
  MeasuredRun measured;
  OnAllRanks(
      [&] {
        configuration = Load(arguments.run);
        return configuration.communication;
      },
      [&](Communicator& communicator) {
        measured = MeasurePretraining(configuration, arguments.warmup + arguments.steps, observer,
                                      {.communicator = communicator,
                                       .stop_signalled = StopSignalled,
                                       .command_line = {CommandLineFact({"--config", "--set"})}});
      });
  return measured;
}

}  // namespace

void BenchStep(const BenchStepArguments& arguments) {
  StepRecorder recorder;
  const MeasuredRun run = Measure(arguments, recorder);
  if (!run.is_first || static_cast<std::int64_t>(recorder.records.size()) <= arguments.warmup) return;
  const Json result = Summarize(arguments, run, recorder.records);
  if (arguments.json) {
    fmt::print("{}\n", result.dump());
  } else {
    PrintTable(result);
  }
}

}  // namespace linkbert
