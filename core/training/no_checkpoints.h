// NoCheckpoints: where the trainer saves what nobody is to keep, as a measurement's.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/training/trainer.h"

namespace linkbert {

class NoCheckpoints : public CheckpointSink {
 public:
  void Begin(const Progress& /*progress*/, const nlohmann::ordered_json& /*metrics*/) override {}
  bool IsDurable() override { return true; }
  std::vector<std::string> Commit() override { return {}; }
  bool InFlight() const override { return false; }
  void Wait() override {}
};

}  // namespace linkbert
