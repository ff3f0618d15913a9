// Whether a configuration on an existing run's folder is the one the run was started with.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "core/configuration/option_walk.h"

namespace linkbert {

// Throws kConfiguration naming `config_yaml` and the keys that differ. free_keys: prefixes of keys, or whole groups,
// that change where and how fast a run goes but not what it computes.
void RequireSameValues(const OptionWalk& before, const OptionWalk& now, std::span<const std::string_view> free_keys,
                       const std::string& config_yaml);

}  // namespace linkbert
