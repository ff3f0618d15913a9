#include "core/configuration/same_run.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"

namespace linkbert {

void RequireSameValues(const OptionWalk& before, const OptionWalk& now, std::span<const std::string_view> free_keys,
                       const std::string& config_yaml) {
  const auto is_free = [&](const std::string& key) {
    return std::ranges::any_of(free_keys, [&](std::string_view prefix) { return key.starts_with(prefix); });
  };
  const nlohmann::json was = OptionsToJson(before);
  const nlohmann::json is = OptionsToJson(now);
  std::string differences;
  for (const auto& [key, value] : is.items()) {
    if (value != was.at(key) && !is_free(key))
      differences += fmt::format("\n  {}: was {}, now {}", key, was.at(key).dump(), value.dump());
  }
  if (differences.empty()) return;
  throw Fail(
      ErrorCode::kConfiguration,
      "{}: the run was started with other values:{}\nPut them back to resume it, or start another run with --set "
      "run.name=NAME.",
      config_yaml, differences);
}

}  // namespace linkbert
