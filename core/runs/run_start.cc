#include "core/runs/run_start.h"

#include <ATen/Version.h>

#include "base/hash.h"
#include "base/thread_pool.h"
#include "core/runs/run_record.h"

namespace linkbert {

RunIdentity IdentityOf(const OptionWalk& configuration, std::int64_t seed, std::int64_t global_batch,
                       const std::string& fingerprint) {
  const std::string yaml = OptionsToYaml(configuration);
  return {.seed = static_cast<std::uint64_t>(seed),
          .global_batch = global_batch,
          .config_hash = Hash128Hex(yaml.data(), yaml.size()),
          .corpus_fingerprint = fingerprint};
}

void RecordStart(const std::string& run_folder, const OptionWalk& configuration, const Restored& restored,
                 const StartFacts& facts) {
  WriteRunRecord(run_folder, OptionsToJson(configuration),
                 {.command = facts.command,
                  .hosts = facts.topology.hosts,
                  .backend_requested = facts.backend_requested,
                  .backend_used = facts.backend_used,
                  .threads_requested = facts.threads_requested,
                  .threads_used = facts.threads_used,
                  .cores_allowed = AllowedCores(),
                  .instruction_set = at::get_cpu_capability(),
                  .first_step = restored.progress.steps,
                  .resumed_from = restored.folder,
                  .facts = facts.facts});
}

}  // namespace linkbert
