// `linkbert doctor`: what this machine offers, what training will use, what is missing and the command that gets it.
#include <fmt/core.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "core/training/training_options.h"
#include "launch/commands/commands.h"
#include "launch/environment/diagnosis.h"

namespace linkbert {
namespace {

void Run(bool json) {
  const Diagnosis diagnosis = Judge(GatherFacts(RunOptions().folder, "corpora"));
  // Under mpirun or srun every rank of a host sees the same.
  if (diagnosis.facts.launch.launch.local_rank == 0)
    fmt::print("{}", json ? ToJson(diagnosis).dump() + "\n" : ToText(diagnosis));
  if (diagnosis.Ready()) return;
  throw Fail(ErrorCode::kEnvironment, "something that training needs is missing on {}: {}.",
             diagnosis.facts.machine.host, diagnosis.findings.front().what);
}

}  // namespace

void AddDoctorCommand(Verb app) {
  Verb command = app.Add("doctor", "What this machine offers, what will be used, what is missing");
  command.Group("look");
  const auto json = std::make_shared<bool>(false);
  command.Flag("--json", *json, "One JSON object");
  command.Footer(
      "Examples:\n"
      "  linkbert doctor\n"
      "  srun -N 2 linkbert doctor          one table a host\n"
      "Exit code 0: training is possible; 8: something it needs is missing.");
  command.Call([json] { Run(*json); });
}

}  // namespace linkbert
