#include "core/runs/run_record.h"

#include <ctime>
#include <filesystem>

#include "base/atomic_file.h"
#include "base/parse_json.h"
#include "base/version.h"

namespace linkbert {

void WriteRunRecord(const std::string& run_folder, const nlohmann::json& configuration, const RunStart& start) {
  const std::string path = run_folder + "/run.json";
  nlohmann::ordered_json record;
  if (std::filesystem::exists(path)) record = TryParseJson<nlohmann::ordered_json>(ReadFile(path));
  nlohmann::ordered_json starts = nlohmann::ordered_json::array();
  if (record.is_object() && record.contains("starts")) starts = record["starts"];
  starts.push_back(
      {{"time", std::time(nullptr)},
       {"program", kVersion},
       {"commit", kCommit},
       {"command", start.command},
       {"first_step", start.first_step},
       {"resumed_from", start.resumed_from},
       {"ranks", start.hosts.size()},
       {"hosts", start.hosts},
       {"communication", {{"requested", start.backend_requested}, {"used", start.backend_used}}},
       {"threads",
        {{"requested", start.threads_requested}, {"used", start.threads_used}, {"cores", start.cores_allowed}}},
       {"precision", {{"requested", "float32"}, {"used", "float32"}}},
       {"instruction_set", start.instruction_set},
       {"facts", start.facts}});
  record = {{"configuration", configuration}, {"starts", std::move(starts)}};
  WriteFileAtomically(path, record.dump(2) + "\n");
}

}  // namespace linkbert
