// `linkbert bench step`: how fast the real training step is on this machine, by phase.
#include <nlohmann/json.hpp>

#include "launch/commands/bench_step.h"
#include "launch/commands/commands.h"

namespace linkbert {
namespace {

void AddStep(Verb bench) {
  Verb command = bench.Add("step", "Steps of a pretraining configuration on its samples, without a run");
  const auto arguments = std::make_shared<BenchStepArguments>();
  command.Option("--config", arguments->run.config, "YAML file, as pretrain takes it").Required();
  command.Option("--set", arguments->run.settings, "key.path=value, over the file; may be repeated");
  command.Option("--warmup", arguments->warmup, "Steps before those that are timed").Range(0, 1'000'000).ShowDefault();
  command.Option("--steps", arguments->steps, "Steps that are timed").Range(1, 1'000'000).ShowDefault();
  command.Flag("--json", arguments->json, "One JSON object");
  command.Footer(
      "Examples:\n"
      "  linkbert bench step --config configs/pretrain/foldoc-tiny.yaml --json\n"
      "  mpirun -n 2 linkbert bench step --config configs/pretrain/foldoc-tiny.yaml --set training.threads=1");
  command.Call([arguments] { BenchStep(*arguments); });
}

}  // namespace

void AddBenchCommand(Verb app) {
  Verb command = app.Add("bench", "Measure: speed, phases, memory");
  command.Group("look");
  command.NeedsVerb();
  AddStep(command);
}

}  // namespace linkbert
