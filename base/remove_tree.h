// RemoveTree: removes a file, or a folder with all its content, as far as the file system lets it.
#pragma once
#include <string>

namespace linkbert {

// The name and the reason of the first thing that stays ("" if nothing does); everything else is gone all the same.
// Links are removed, not followed. Never throws for what the system refuses: whoever only tidies up goes on and tells.
std::string RemoveTree(const std::string& path);

}  // namespace linkbert
