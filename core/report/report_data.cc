#include "core/report/report_data.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/parse_json.h"

namespace linkbert::report {
namespace {

namespace fs = std::filesystem;

// Calls `use` with every whole line; a torn last line of a killed process is none.
template <typename Use>
void ForEachLine(std::string_view text, const Use& use) {
  for (std::size_t end; (end = text.find('\n')) != std::string_view::npos; text.remove_prefix(end + 1)) {
    use(text.substr(0, end));
  }
}

class FolderReader {
 public:
  FolderReader(const std::string& folder, std::vector<std::string>& remarks) : folder_(folder), remarks_(remarks) {}

  bool Has(const char* name) const { return fs::exists(folder_ / name); }

  std::string Text(const fs::path& name) const {
    return fs::is_regular_file(folder_ / name) ? ReadFile(folder_ / name) : "";
  }

  // An empty object where the file is missing or damaged.
  Json Object(const fs::path& name) {
    if (!fs::exists(folder_ / name)) return Json::object();
    Json json = TryParseJson<Json>(Text(name));
    if (json.is_object()) return json;
    remarks_.push_back(fmt::format("{}: not a JSON object; left out.", (folder_ / name).string()));
    return Json::object();
  }

  Run ReadRun() {
    Run run;
    const Json record = Object("run.json");
    if (const Json* configuration = Find(record, "configuration"); configuration && configuration->is_object()) {
      run.configuration = *configuration;
    }
    ReadStarts(record, run);
    ReadMetrics(run);
    ReadEvaluations(run);
    ReadCorpus(run);
    return run;
  }

 private:
  void ReadStarts(const Json& record, Run& run) const {
    const Json* starts = Find(record, "starts");
    if (starts == nullptr || !starts->is_array()) return;
    const auto kills = KillsIn(Text("log.txt"));
    for (const Json& start : *starts) {
      const std::size_t number = run.starts.size();
      run.starts.push_back({.record = start,
                            .first_step = static_cast<std::int64_t>(NumberAt(start, "first_step").value_or(0)),
                            .killed_after = number < kills.size() ? kills[number] : std::nullopt});
    }
  }

  void ReadMetrics(Run& run) {
    std::size_t damaged = 0;
    std::map<std::int64_t, Json> evaluations;
    ForEachLine(Text("metrics.jsonl"), [&](std::string_view line) {
      Json json = TryParseJson<Json>(line);
      const auto step = NumberAt(json, "step");
      if (!step) {
        ++damaged;
      } else if (const Json* values = Find(json, "evaluation")) {
        evaluations[static_cast<std::int64_t>(*step)] = *values;
      } else {
        run.intervals.push_back(std::move(json));
      }
    });
    for (auto& [step, values] : evaluations) run.evaluations.push_back({step, std::move(values)});
    if (damaged > 0)
      remarks_.push_back(fmt::format("{}/metrics.jsonl: {} damaged line(s) left out.", folder_.string(), damaged));
  }

  // A file holds what a line of metrics.jsonl may hold; the file of a step counts more than its line.
  void ReadEvaluations(Run& run) {
    if (!fs::is_directory(folder_ / "evaluations")) return;
    std::map<std::int64_t, Json> by_step;
    for (Evaluation& evaluation : run.evaluations) by_step[evaluation.step] = std::move(evaluation.values);
    for (const auto& entry : fs::directory_iterator(folder_ / "evaluations")) {
      const std::string name = entry.path().filename().string();
      constexpr std::string_view kPrefix = "step-";
      std::int64_t step = 0;
      if (!name.starts_with(kPrefix) || !name.ends_with(".json")) continue;
      if (std::from_chars(name.data() + kPrefix.size(), name.data() + name.size(), step).ec != std::errc()) continue;
      const Json json = Object(fs::path("evaluations") / name);
      const Json* values = Find(json, "evaluation");
      if (!json.empty()) by_step[step] = values != nullptr ? *values : json;
    }
    run.evaluations.clear();
    for (auto& [step, values] : by_step) run.evaluations.push_back({step, std::move(values)});
  }

  void ReadCorpus(Run& run) {
    const std::string folder = TextAt(run.configuration, "data.corpus");
    if (folder.empty() || !fs::exists(fs::path(folder) / "manifest.json")) return;
    try {
      CorpusSummary summary = SummarizeCorpus(folder);
      const std::string used = run.starts.empty() ? "" : TextAt(run.starts.back().record, "facts/corpus_fingerprint");
      if (used.empty() || used == summary.fingerprint) {
        run.corpus = std::move(summary);
      } else {
        remarks_.push_back(fmt::format("{}: another corpus than the one this run used; left out.", folder));
      }
    } catch (const Error& error) {
      remarks_.push_back(fmt::format("{} Left out.", error.what()));
    }
  }

  fs::path folder_;
  std::vector<std::string>& remarks_;
};

std::string LastPart(const std::string& folder) {
  const fs::path path = fs::absolute(folder).lexically_normal();
  return path.has_filename() ? path.filename().string() : path.parent_path().filename().string();
}

std::vector<std::string> Names(const std::vector<std::string>& folders) {
  std::vector<std::string> names;
  for (const std::string& folder : folders) names.push_back(LastPart(folder));
  std::vector<std::string> sorted = names;
  std::sort(sorted.begin(), sorted.end());
  return std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end() ? names : folders;
}

}  // namespace

ReportData ReadReport(const std::vector<std::string>& folders) {
  ReportData data;
  const std::vector<std::string> names = Names(folders);
  for (std::size_t i = 0; i < folders.size(); ++i) {
    if (!fs::is_directory(folders[i])) {
      throw Fail(ErrorCode::kInput, "{}: no such folder; wanted a run's, such as runs/NAME.", folders[i]);
    }
    FolderReader reader(folders[i], data.remarks);
    const bool is_run = reader.Has("run.json") || reader.Has("metrics.jsonl") || reader.Has("evaluations");
    bool has_results = false;
    for (const char* name : {"results.json", "finetune.json"}) {
      if (!reader.Has(name)) continue;
      has_results = true;
      data.fine_tunings.push_back({names[i], reader.Object(name)});
    }
    if (!is_run && !has_results) {
      throw Fail(ErrorCode::kInput,
                 "{}: no run: it has no run.json, metrics.jsonl, evaluations or results.json. Wanted a folder that "
                 "`linkbert pretrain` or `linkbert finetune` wrote, such as runs/NAME.",
                 folders[i]);
    }
    if (!is_run) continue;
    data.runs.push_back(reader.ReadRun());
    data.runs.back().name = names[i];
    data.runs.back().fine_tuning = reader.Has("results.json");
  }
  const auto fine_tuning = [](const Run& run) { return run.fine_tuning; };
  if (!std::all_of(data.runs.begin(), data.runs.end(), fine_tuning)) std::erase_if(data.runs, fine_tuning);
  return data;
}

// A start logs, in this order: that the last process ended without saying so, if it did, and "run NAME: R rank(s) ...".
std::vector<std::optional<std::int64_t>> KillsIn(std::string_view log) {
  std::vector<std::optional<std::int64_t>> kills;
  std::int64_t last_step = 0;
  bool killed = false;
  ForEachLine(log, [&](std::string_view line) {
    line.remove_prefix(std::min(line.find(' '), line.size() - 1) + 1);  // the time
    if (line.starts_with("the last process of this run ended without saying so")) {
      killed = true;
    } else if (line.starts_with("run ") && line.find(" rank(s) ") != std::string_view::npos) {
      kills.push_back(killed ? std::optional(last_step) : std::nullopt);
      killed = false;
    } else if (line.starts_with("step ")) {
      std::from_chars(line.data() + 5, line.data() + line.size(), last_step);
    }
  });
  return kills;
}

}  // namespace linkbert::report
