// Diagnosis as JSON and as a table.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "launch/environment/diagnosis.h"

namespace linkbert {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kUnlimited = std::numeric_limits<std::uint64_t>::max();

Json LimitJson(std::uint64_t limit) { return limit == kUnlimited ? Json("unlimited") : Json(limit); }

std::string LimitText(std::uint64_t limit, std::uint64_t unit, const char* name) {
  return limit == kUnlimited ? "unlimited" : fmt::format("{}{}", limit / unit, name);
}

Json FolderJson(const FolderFacts& folder) {
  return {{"path", folder.path},
          {"exists", folder.exists},
          {"writable", folder.writable},
          {"file_system", folder.file_system.type},
          {"network", folder.file_system.network},
          {"free_bytes", folder.free_bytes}};
}

std::string FolderText(const FolderFacts& folder) {
  return fmt::format("{:.1f} GiB free on {}{}{}{}", InGiB(folder.free_bytes), folder.file_system.type,
                     folder.file_system.network ? " (network)" : "", folder.writable ? "" : ", not writable",
                     folder.exists ? "" : ", not there yet");
}

Json MachineJson(const MachineFacts& machine) {
  return {{"host", machine.host},
          {"cpu",
           {{"model", machine.cpu.model},
            {"cores_present", machine.cpu.cores_present},
            {"cores_allowed", machine.cpu.cores_allowed},
            {"instruction_sets", machine.cpu.instruction_sets}}},
          {"memory", {{"bytes", machine.memory_bytes}, {"available_bytes", machine.available_bytes}}},
          {"nvidia_gpus", machine.nvidia_gpus},
          {"infiniband", machine.infiniband},
          {"limits",
           {{"open_files", LimitJson(machine.open_files)}, {"locked_memory_bytes", LimitJson(machine.locked_memory)}}},
          {"locale", machine.locale},
          {"runs", FolderJson(machine.runs)},
          {"corpora", FolderJson(machine.corpora)}};
}

Json CommunicationJson(const CommunicationFacts& facts) {
  return {{"mpi", {{"library", facts.mpi_library}, {"standard", facts.mpi_standard}}},
          {"nccl",
           {{"built", facts.nccl_built},
            {"version", facts.nccl_version},
            {"devices", facts.devices},
            {"device_problem", facts.device_problem}}}};
}

Json LaunchJson(const LaunchFacts& facts) {
  return {{"launcher", facts.launch.launcher},  {"rank", facts.launch.rank},
          {"ranks", facts.launch.size},         {"problem", facts.problem},
          {"mpirun_found", facts.mpirun_found}, {"missing_settings", facts.missing_settings}};
}

std::string LaunchText(const LaunchFacts& facts) {
  if (facts.launch.launcher == "none") return "by itself, one rank (mpirun or srun start more)";
  return fmt::format("by {}, {} rank(s)", facts.launch.launcher, facts.launch.size);
}

std::string NcclText(const Facts& facts) {
  const CommunicationFacts& c = facts.communication;
  if (!c.nccl_built) return fmt::format("not in this build; {} GPU(s) seen", facts.machine.nvidia_gpus);
  if (c.devices.empty()) return fmt::format("NCCL {}, no device: {}", c.nccl_version, c.device_problem);
  return fmt::format("NCCL {}, {}", c.nccl_version, fmt::join(c.devices, "; "));
}

std::string FindingsText(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    text += fmt::format("{}: {}\n", finding.needed ? "needed" : "advice", finding.what);
    if (!finding.command.empty()) text += fmt::format("    {}\n", finding.command);
  }
  return text;
}

}  // namespace

Json ToJson(const Diagnosis& diagnosis) {
  Json findings = Json::array();
  for (const Finding& finding : diagnosis.findings) {
    findings.push_back({{"needed", finding.needed}, {"what", finding.what}, {"command", finding.command}});
  }
  const Facts& facts = diagnosis.facts;
  return {{"ready", diagnosis.Ready()},
          {"use",
           {{"device", diagnosis.use.device},
            {"backend", diagnosis.use.backend},
            {"threads", diagnosis.use.threads},
            {"precision", diagnosis.use.precision},
            {"instruction_set", diagnosis.use.instruction_set}}},
          {"findings", std::move(findings)},
          {"machine", MachineJson(facts.machine)},
          {"communication", CommunicationJson(facts.communication)},
          {"launch", LaunchJson(facts.launch)},
          {"libraries", {{"torch", facts.libraries.torch}, {"hdf5", facts.libraries.hdf5}}}};
}

std::string ToText(const Diagnosis& diagnosis) {
  const MachineFacts& machine = diagnosis.facts.machine;
  std::string text;
  const auto row = [&](const char* what, const std::string& value) { text += fmt::format("{:14}{}\n", what, value); };
  row("host", machine.host);
  row("CPU", fmt::format("{}, {} of {} cores allowed", machine.cpu.model, machine.cpu.cores_allowed,
                         machine.cpu.cores_present));
  row("instructions", fmt::format("{}", fmt::join(machine.cpu.instruction_sets, " ")));
  row("memory",
      fmt::format("{:.1f} GiB, {:.1f} available", InGiB(machine.memory_bytes), InGiB(machine.available_bytes)));
  row("LibTorch",
      fmt::format("{}, kernels for {}", diagnosis.facts.libraries.torch, diagnosis.facts.libraries.torch_capability));
  row("MPI", fmt::format("{}, standard {}", diagnosis.facts.communication.mpi_library,
                         diagnosis.facts.communication.mpi_standard));
  row("started", LaunchText(diagnosis.facts.launch));
  row("HDF5", diagnosis.facts.libraries.hdf5);
  row("CUDA, NCCL", NcclText(diagnosis.facts));
  row("runs", FolderText(machine.runs));
  row("corpora", FolderText(machine.corpora));
  row("limits", fmt::format("{} open files, {} of locked memory", LimitText(machine.open_files, 1, ""),
                            LimitText(machine.locked_memory, 1024, " KiB")));
  row("locale", machine.locale.empty() ? "not set; files are UTF-8 all the same" : machine.locale);
  const Use& use = diagnosis.use;
  row("will be used", fmt::format("{}, {}, {}, {} thread(s) a rank, back end {}", use.device, use.instruction_set,
                                  use.precision, use.threads, use.backend));
  return text + FindingsText(diagnosis.findings) + (diagnosis.Ready() ? "ready to train\n" : "not ready to train\n");
}

}  // namespace linkbert
