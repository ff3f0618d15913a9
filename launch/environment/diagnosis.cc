#include "launch/environment/diagnosis.h"

#include <ATen/Version.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <torch/headeronly/version.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "base/error.h"
#include "data/shards/hdf5_file.h"

namespace linkbert {
namespace {

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;

// What launch/env.sh exports; a test compares the two.
constexpr std::array<const char*, 6> kSettings = {"OMPI_ALLOW_RUN_AS_ROOT",
                                                  "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM",
                                                  "OMPI_MCA_rmaps_base_oversubscribe",
                                                  "OMPI_MCA_hwloc_base_binding_policy",
                                                  "OMPI_MCA_mpi_yield_when_idle",
                                                  "OMPI_MCA_odls_base_sigkill_timeout"};

bool OnPath(const std::string& program) {
  const char* const path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (access(fmt::format("{}/{}", folder, program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

LaunchFacts GatherLaunch() {
  LaunchFacts facts;
  try {
    facts.launch = DetectLaunch();
  } catch (const Error& error) {
    facts.problem = error.what();
  }
  facts.mpirun_found = OnPath("mpirun");
  for (const char* setting : kSettings) {
    if (std::getenv(setting) == nullptr) facts.missing_settings.emplace_back(setting);
  }
  return facts;
}

Use WhatWillBeUsed(const Facts& facts) {
  const int ranks_here = std::max(1, facts.launch.launch.local_size);
  return {.backend = facts.launch.launch.size > 1 ? "mpi" : "self",
          .threads = std::max(1, facts.machine.cpu.cores_allowed / ranks_here),
          .instruction_set = facts.libraries.torch_capability};
}

void JudgeRuns(const FolderFacts& runs, std::vector<Finding>& findings) {
  if (!runs.writable) {
    findings.push_back({true, fmt::format("{}/ cannot be written, and runs are kept there", runs.path),
                        "linkbert pretrain --config F --set run.folder=DIR"});
  } else if (runs.free_bytes < 256 * kMiB) {
    findings.push_back({true,
                        fmt::format("{}/ has {} MiB free; a run with two checkpoints of a small model takes 256 MiB",
                                    runs.path, runs.free_bytes / kMiB),
                        "linkbert pretrain --config F --set run.folder=DIR"});
  } else if (runs.free_bytes < 8 * kGiB) {
    findings.push_back(
        {false,
         fmt::format("{}/ has {:.1f} GiB free; while a third checkpoint is written, a run of BERT base takes 4 GiB",
                     runs.path, InGiB(runs.free_bytes)),
         ""});
  }
}

void JudgeCorpora(const FolderFacts& corpora, std::vector<Finding>& findings) {
  if (!corpora.exists) {
    findings.push_back({false,
                        fmt::format("there is no {}/ here yet; `linkbert prepare` writes a corpus", corpora.path),
                        "launch/quickstart.sh"});
  } else if (corpora.file_system.network) {
    findings.push_back(
        {false,
         fmt::format("{}/ is on {}: random reads over the network are slow", corpora.path, corpora.file_system.type),
         fmt::format("cp -r {}/NAME /a/local/disk/ && linkbert pretrain --config F --set "
                     "data.corpus=/a/local/disk/NAME",
                     corpora.path)});
  }
}

void JudgeLaunch(const LaunchFacts& launch, std::vector<Finding>& findings) {
  if (!launch.problem.empty()) findings.push_back({true, launch.problem, ""});
  if (!launch.mpirun_found && launch.launch.launcher == "none") {
    findings.push_back(
        {false, "mpirun is not on the PATH, so that only one rank can be started", "sudo apt-get install openmpi-bin"});
  }
  if (!launch.missing_settings.empty()) {
    findings.push_back({false,
                        fmt::format("settings for MPI are missing: {}", fmt::join(launch.missing_settings, ", ")),
                        "source launch/env.sh"});
  }
}

void JudgeDevices(const Facts& facts, std::vector<Finding>& findings) {
  const auto gpus = std::max(static_cast<int>(facts.communication.devices.size()), facts.machine.nvidia_gpus);
  if (gpus > 0) {
    findings.push_back({false, fmt::format("{} GPU(s) here stay idle: this version trains on the CPU", gpus), ""});
  } else if (facts.communication.nccl_built) {
    findings.push_back(
        {false,
         fmt::format("built with CUDA and NCCL, but no device can be used: {}", facts.communication.device_problem),
         "nvidia-smi"});
  }
}

void JudgeMachine(const Facts& facts, std::vector<Finding>& findings) {
  const MachineFacts& machine = facts.machine;
  const auto& sets = machine.cpu.instruction_sets;
  if (machine.available_bytes < kGiB) {
    findings.push_back({false,
                        fmt::format("{:.1f} GiB of memory are free; BERT base takes about 3 GiB a rank",
                                    InGiB(machine.available_bytes)),
                        "linkbert pretrain --config F --set training.micro_batch_tokens=1024"});
  }
  if (std::find(sets.begin(), sets.end(), "avx2") != sets.end() && facts.libraries.torch_capability == "DEFAULT") {
    findings.push_back({false, "LibTorch uses none of this CPU's vector instructions", "unset ATEN_CPU_CAPABILITY"});
  }
  if (machine.open_files < 1024) {
    findings.push_back(
        {false, fmt::format("only {} files may be open at once, wanted 1024", machine.open_files), "ulimit -n 1024"});
  }
  if (machine.infiniband && machine.locked_memory < kGiB) {
    findings.push_back(
        {false, fmt::format("InfiniBand wants locked memory, and the limit is {} KiB", machine.locked_memory / 1024),
         "ulimit -l unlimited"});
  }
}

}  // namespace

bool Diagnosis::Ready() const {
  return std::none_of(findings.begin(), findings.end(), [](const Finding& finding) { return finding.needed; });
}

Facts GatherFacts(const std::string& runs, const std::string& corpora) {
  return {.machine = GatherMachineFacts(runs, corpora),
          .communication = GatherCommunicationFacts(),
          .launch = GatherLaunch(),
          .libraries = {.torch = TORCH_VERSION, .torch_capability = at::get_cpu_capability(), .hdf5 = Hdf5Version()}};
}

Diagnosis Judge(Facts facts) {
  Diagnosis diagnosis;
  diagnosis.use = WhatWillBeUsed(facts);
  JudgeRuns(facts.machine.runs, diagnosis.findings);
  JudgeLaunch(facts.launch, diagnosis.findings);
  JudgeCorpora(facts.machine.corpora, diagnosis.findings);
  JudgeDevices(facts, diagnosis.findings);
  JudgeMachine(facts, diagnosis.findings);
  std::stable_sort(diagnosis.findings.begin(), diagnosis.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.needed && !b.needed; });
  diagnosis.facts = std::move(facts);
  return diagnosis;
}

}  // namespace linkbert
