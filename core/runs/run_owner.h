// RunOwner: rank 0's hold on a run's folder: its lock, its config.yaml, its stop file.
//
// Owned for as long as the run lasts. Threads: one. Errors: kOutput where another process has the folder, and what
// `check` throws.
#pragma once
#include <functional>
#include <string>

#include "core/checkpoint/run_folder.h"

namespace linkbert {

class RunOwner {
 public:
  // check: called with an existing config.yaml before it is replaced by `configuration`; throws where another run has
  // this folder.
  RunOwner(const std::string& folder, const std::string& configuration,
           const std::function<void(const std::string& config_yaml)>& check);

  // `touch FOLDER/stop` asks a run to save and stop.
  bool StopAsked() const;
  const std::string& abandoned_by() const { return folder_.abandoned_by(); }

 private:
  std::string StopFile() const { return folder_.path() + "/stop"; }

  RunFolder folder_;  // holds the lock
};

}  // namespace linkbert
