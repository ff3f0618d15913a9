// `linkbert bench step`: how fast the real training step is on this machine, by phase.
#include <nlohmann/json.hpp>

#include "launch/commands/bench_step.h"
#include "launch/commands/commands.h"

namespace linkbert {
namespace {

void AddStep(CLI::App& bench) {
  CLI::App* command =
      bench.add_subcommand("step", "Steps of a pretraining configuration on its samples, without a run");
  const auto arguments = std::make_shared<BenchStepArguments>();
  command->add_option("--config", arguments->request.config, "YAML file, as pretrain takes it")->required();
  command->add_option("--set", arguments->request.settings, "key.path=value, over the file; may be repeated");
  command->add_option("--warmup", arguments->warmup, "Steps before those that are timed")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  command->add_option("--steps", arguments->steps, "Steps that are timed")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command->add_flag("--json", arguments->json, "One JSON object");
  command->footer(
      "Examples:\n"
      "  linkbert bench step --config configs/pretrain/foldoc-tiny.yaml --json\n"
      "  mpirun -n 2 linkbert bench step --config configs/pretrain/foldoc-tiny.yaml --set training.threads=1");
  command->callback([arguments] { BenchStep(*arguments); });
}

}  // namespace

void AddBenchCommand(CLI::App& app) {
  CLI::App* command = app.add_subcommand("bench", "Measure: speed, phases, memory");
  command->group("look");
  command->require_subcommand(1);
  AddStep(*command);
}

}  // namespace linkbert
