#include "core/runs/run_owner.h"

#include <filesystem>

#include "base/atomic_file.h"

namespace linkbert {

RunOwner::RunOwner(const std::string& folder, const std::string& configuration,
                   const std::function<void(const std::string& config_yaml)>& check)
    : folder_(folder) {
  const std::string path = folder + "/config.yaml";
  if (std::filesystem::exists(path)) check(path);
  WriteFileAtomically(path, configuration);
  std::filesystem::remove(StopFile());
}

bool RunOwner::StopAsked() const { return std::filesystem::exists(StopFile()); }

}  // namespace linkbert
