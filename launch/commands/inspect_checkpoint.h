// `linkbert inspect checkpoint`: verifies every checksum and says what a checkpoint holds.
#pragma once
#include <string>

namespace linkbert {

// folder: a step folder, or a run's folder, of which the newest whole checkpoint is taken. Prints text, or one JSON
// object. Throws kInput naming the file where a step folder is damaged, or a run has no whole checkpoint.
void InspectCheckpoint(const std::string& folder, bool json);

}  // namespace linkbert
