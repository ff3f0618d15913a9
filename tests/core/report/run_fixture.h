// FakeRun: writes a run's folder, whole or in parts, for tests of the report.
//
//   FakeRun run(folder / "foldoc");
//   run.Interval(10, 7.5);  run.Evaluate(10, 0.6);  run.Start(0);  run.Log("step 12/40  loss 7");
#pragma once
#include <fmt/core.h>

#include <nlohmann/json.hpp>
#include <string>

#include "base/atomic_file.h"
#include "tests/support/temporary_folder.h"

namespace linkbert::test {

class FakeRun {
 public:
  using Json = nlohmann::ordered_json;

  explicit FakeRun(std::string folder) : folder_(std::move(folder)) { CreateFolders(folder_); }
  const std::string& folder() const { return folder_; }

  void Interval(int step, double loss) {
    Line({{"step", step},
          {"loss", loss},
          {"mlm_loss", loss - 1},
          {"drp_loss", 1},
          {"mlm_accuracy", 0.1},
          {"drp_accuracy", 0.4},
          {"learning_rate", 1e-3},
          {"gradient_norm", loss},
          {"tokens_per_s", 1000 + step},
          {"loader_wait", 0.01},
          {"tokens", 1000 * step}});
  }

  static Json Evaluation(double auc) {
    const auto measured = [](double value) {
      return Json{{"value", value}, {"standard_error", 0.01}, {"pairs", 1922}};
    };
    return {{"samples", 3000},
            {"auc", measured(auc)},
            {"auc_seen_targets", measured(auc + 0.01)},
            {"auc_unseen_targets", measured(auc - 0.01)},
            {"auc_tfidf", measured(0.7)},
            {"drp_accuracy", measured(0.6)},
            {"drp_over_probes", measured(0.1)},
            {"drp_confusion", {{900, 50, 50}, {100, 700, 200}, {10, 590, 400}}},
            {"mlm_loss", 5.3},
            {"mlm_accuracy", 0.25},
            {"unigram_entropy", 6.5},
            {"probe_a_only", 0.4},
            {"probe_b_only", 0.5},
            {"examples", {Example()}}};
  }

  static Json Example() {
    return {{"a_title", "assembler <1>"},
            {"b_title", "compiler"},
            {"link_text", "compiler"},
            {"a_text", "as a compiler does & more"},
            {"b_text", "a program that converts"},
            {"truth", "linked"},
            {"verdict", "random"},
            {"probabilities", {0.1, 0.5, 0.4}}};
  }

  void Evaluate(int step, double auc) { Line({{"step", step}, {"evaluation", Evaluation(auc)}}); }

  void EvaluationFile(int step, const std::string& text) {
    CreateFolders(folder_ + "/evaluations");
    WriteFileAtomically(fmt::format("{}/evaluations/step-{:08}.json", folder_, step), text);
  }

  void Start(int first_step, const std::string& resumed_from = "") {
    starts_.push_back({{"time", 1'700'000'000 + first_step},
                       {"program", "0.1.0"},
                       {"first_step", first_step},
                       {"resumed_from", resumed_from},
                       {"ranks", 2},
                       {"facts", {{"anchors", 36000}}}});
    File("run.json", Json{{"configuration", configuration_}, {"starts", starts_}}.dump());
    Log("run runs/foldoc: 2 rank(s) over mpi, 1 thread(s) a rank of 2 core(s)");
  }

  void Configure(const std::string& key, const Json& value) { configuration_[key] = value; }
  void Log(const std::string& text) { File("log.txt", log_ += "2026-01-31T12:00:00Z " + text + "\n"); }
  void Line(const Json& line) { File("metrics.jsonl", metrics_ += line.dump() + "\n"); }
  void File(const std::string& name, const std::string& text) { WriteFileAtomically(folder_ + "/" + name, text); }

 private:
  std::string folder_;
  std::string metrics_, log_;
  Json configuration_ = {{"training.steps", 40}};
  Json starts_ = Json::array();
};

inline const char* const kKilled = "the last process of this run ended without saying so: process 7 on a since b";

}  // namespace linkbert::test
