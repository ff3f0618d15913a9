#include "core/runs/run_log.h"

#include <fmt/chrono.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <utility>

#include "base/atomic_file.h"
#include "base/duration.h"
#include "base/error.h"
#include "base/parse_json.h"

namespace linkbert {
namespace {

constexpr char kEvaluationsFolder[] = "evaluations";

std::FILE* OpenForAppending(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "a");
  if (file == nullptr) throw Fail(ErrorCode::kOutput, "{}: cannot be opened: {}.", path, std::strerror(errno));
  return file;
}

// Keeps the lines of steps that the checkpoint holds; a torn last line goes too.
void DropLaterSteps(const std::string& path, std::int64_t completed) {
  if (!std::filesystem::exists(path)) return;
  const std::string text = ReadFile(path);
  std::string kept;
  for (std::size_t begin = 0, end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
    const std::string line = text.substr(begin, end - begin);
    const auto record = TryParseJson<nlohmann::json>(line);
    if (record.is_object() && record.value("step", completed + 1) <= completed) kept += line + "\n";
  }
  if (kept != text) WriteFileAtomically(path, kept);
}

std::string MetricsText(const nlohmann::ordered_json& metrics) {
  std::string text;
  for (const auto& [name, value] : metrics.items()) {
    if (value.is_number()) text += fmt::format("{} {:.4g}  ", name, value.get<double>());
    if (value.is_object() && value.contains("standard_error")) {
      text += fmt::format("{} {:.3f} ± {:.3f}  ", name, value.at("value").get<double>(),
                          value.at("standard_error").get<double>());
    }
  }
  return text;
}

}  // namespace

RunLog::RunLog(const std::string& run_folder, std::int64_t completed, std::function<void(const std::string&)> tell)
    : run_folder_(run_folder),
      tell_(std::move(tell)),
      first_step_(completed),
      log_(nullptr, std::fclose),
      metrics_(nullptr, std::fclose),
      events_(run_folder, completed) {
  DropLaterSteps(run_folder + "/metrics.jsonl", completed);
  log_.reset(OpenForAppending(run_folder + "/log.txt"));
  metrics_.reset(OpenForAppending(run_folder + "/metrics.jsonl"));
}

void RunLog::OnStep(std::int64_t completed, std::int64_t steps) {
  if (!bar_.IsTerminal()) return;
  constexpr std::int64_t kWidth = 40;
  const std::int64_t filled = completed * kWidth / steps;
  const double elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  const double left = elapsed / static_cast<double>(completed - first_step_) * static_cast<double>(steps - completed);
  bar_.Show(fmt::format("[{}{}] {}/{} steps, {} left", std::string(static_cast<std::size_t>(filled), '='),
                        std::string(static_cast<std::size_t>(kWidth - filled), ' '), completed, steps, Duration(left)));
}

void RunLog::OnInterval(const IntervalRecord& record) {
  const std::string skipped = record.skipped_steps > 0 ? fmt::format("  skipped {}", record.skipped_steps) : "";
  OnMessage(fmt::format("step {}/{}  {}lr {:.3g}  grad {:.3g}{}  {:.0f} tok/s  loader wait {:.1f} %  left {}",
                        record.step, record.steps, MetricsText(record.metrics), record.learning_rate,
                        record.gradient_norm, skipped, record.tokens_per_s, 100 * record.loader_wait,
                        Duration(record.seconds_left)));
  nlohmann::ordered_json line = {{"step", record.step}};
  line.update(record.metrics);
  line.update({{"learning_rate", record.learning_rate},
               {"gradient_norm", record.gradient_norm},
               {"skipped_steps", record.skipped_steps},
               {"tokens_per_s", record.tokens_per_s},
               {"loader_wait", record.loader_wait},
               {"imbalance", record.imbalance},
               {"tokens", record.tokens},
               {"time", std::time(nullptr)}});
  fmt::print(metrics_.get(), "{}\n", line.dump());
  std::fflush(metrics_.get());
  events_.Write(record.step, static_cast<double>(std::time(nullptr)), ScalarsOf("train", line));
}

void RunLog::OnEvaluation(std::int64_t completed, const nlohmann::ordered_json& metrics) {
  OnMessage(fmt::format("step {}, held out: {}", completed, MetricsText(metrics)));
  const std::string folder = run_folder_ + "/" + kEvaluationsFolder;
  CreateFolders(folder);
  WriteFileAtomically(fmt::format("{}/step-{:08}.json", folder, completed), metrics.dump(1) + "\n");
  nlohmann::ordered_json figures = metrics;
  figures.erase("examples");  // texts: they stand in the file
  fmt::print(metrics_.get(), "{}\n", nlohmann::ordered_json{{"step", completed}, {"evaluation", figures}}.dump());
  std::fflush(metrics_.get());
  events_.Write(completed, static_cast<double>(std::time(nullptr)), ScalarsOf("held_out", figures));
}

void RunLog::OnMessage(const std::string& message) {
  bar_.Clear();
  tell_(message);
  fmt::print(log_.get(), "{:%Y-%m-%dT%H:%M:%SZ} {}\n", fmt::gmtime(std::time(nullptr)), message);
  std::fflush(log_.get());
}

}  // namespace linkbert
