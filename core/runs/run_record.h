// run.json: what a run asked for and what it got, so that nothing is slower or different in silence.
//
// Written atomically at every start on rank 0; the starts are kept as a list. Errors: kOutput.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace linkbert {

struct RunStart {
  std::string command;
  std::vector<std::string> hosts;  // of every rank
  std::string backend_requested;
  std::string backend_used;
  std::int64_t threads_requested = 0;  // a rank; 0: chosen
  int threads_used = 1;
  int cores_allowed = 1;
  std::string instruction_set;  // what LibTorch's kernels use on this CPU
  std::int64_t first_step = 0;
  std::string resumed_from;  // step folder, or empty
  nlohmann::json facts;      // corpus, model, mix: free form
};

// configuration: dotted keys.
void WriteRunRecord(const std::string& run_folder, const nlohmann::json& configuration, const RunStart& start);

}  // namespace linkbert
