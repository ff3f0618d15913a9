// RunLog: what a run tells people and machines: lines to whoever waits and in log.txt, metrics.jsonl and TensorBoard's
// events, and a progress bar where standard error is a terminal. One on rank 0; the other ranks have
// none.
//
// Owns the files. Threads: the training thread. Errors: kOutput.
#pragma once
#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>

#include "base/terminal_line.h"
#include "core/runs/event_file.h"
#include "core/training/training_observer.h"

namespace linkbert {

class RunLog : public TrainingObserver {
 public:
  // Appends to the folder's files; lines of metrics.jsonl past `completed` steps are dropped: they will come again.
  // tell: gets every line.
  RunLog(const std::string& run_folder, std::int64_t completed, std::function<void(const std::string&)> tell);

  void OnStep(std::int64_t completed, std::int64_t steps) override;
  void OnInterval(const IntervalRecord& record) override;
  // A line, and the whole of it in evaluations/step-<step>.json.
  void OnEvaluation(std::int64_t completed, const nlohmann::ordered_json& metrics) override;
  void OnMessage(const std::string& message) override;

 private:
  using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

  std::string run_folder_;
  std::function<void(const std::string&)> tell_;
  TerminalLine bar_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::int64_t first_step_;
  File log_;
  File metrics_;
  EventFile events_;
};

}  // namespace linkbert
