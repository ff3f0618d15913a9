#include "core/runs/finetuning_suite.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/atomic_file.h"
#include "base/error.h"
#include "core/configuration/load_configuration.h"
#include "core/configuration/suite_configuration.h"
#include "core/evaluation/score_model.h"
#include "core/finetuning/task_evaluation.h"
#include "core/model_folders/model_folder.h"
#include "core/ranks/rank_facts.h"
#include "core/report/suite_page.h"
#include "core/runs/finetuning_run.h"
#include "core/runs/suite_outcome.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;

// The task's configuration as this suite runs it; the line's own settings stand last and win.
FinetuneConfiguration TaskConfiguration(const SuiteRequest& request, const SuiteConfiguration& suite,
                                        const SuiteEntry& entry) {
  std::vector<std::string> settings;
  if (!request.model.empty()) settings.push_back("model.from=" + request.model);
  if (!request.data.empty()) settings.push_back(fmt::format("data.folder={}/{}", request.data, entry.dataset));
  settings.insert(settings.end(), request.settings.begin(), request.settings.end());
  auto configuration = LoadConfiguration<FinetuneConfiguration>(entry.config, settings);
  configuration.run.folder += "/" + suite.name;
  configuration.run.name = entry.dataset;
  return configuration;
}

std::vector<SuitePart> ReadTasks(const SuiteRequest& request, const SuiteConfiguration& suite) {
  std::vector<SuitePart> tasks;
  for (const SuiteEntry& entry : suite.tasks) {
    SuitePart& task = tasks.emplace_back(SuitePart{entry.dataset, TaskConfiguration(request, suite, entry), "", true});
    const std::string train = task.configuration.data.folder + "/train.json";
    if (!fs::exists(train)) task.not_run = train + " is not there";
    task.asked = request.only.empty() || std::ranges::find(request.only, entry.dataset) != request.only.end();
  }
  for (const std::string& name : request.only) {
    if (std::ranges::find(tasks, name, &SuitePart::dataset) == tasks.end())
      throw Fail(ErrorCode::kUsage, "--only {}: {} has no such task.", name, request.config);
  }
  if (std::ranges::none_of(tasks, [](const SuitePart& task) { return task.not_run.empty(); })) {
    throw Fail(ErrorCode::kInput,
               "{}: no task has data: {}. Wanted --data DIR with a folder for each, as `linkbert "
               "prepare-task` writes them.",
               request.config, tasks.front().not_run);
  }
  return tasks;
}

// The order of work; each task compares its own configuration and data.
RankFact FactOf(const SuiteRun& run) {
  RankFact fact{"suite", fmt::format("suite: {}\n", run.suite.name)};
  for (const SuitePart& task : run.tasks) {
    fact.text += fmt::format("task {}: {}\n", task.dataset, task.asked && task.not_run.empty() ? "run" : "left out");
  }
  return fact;
}

class Suite {
 public:
  Suite(const SuiteRun& run, const RunContext& context)
      : run_(run), tasks_(run.tasks), context_(context), communicator_(context.communicator) {}

  TrainingEnd Run() {
    if (IsFirst() && !run_.compare.empty()) other_ = ReadSuiteResults(ComparedFile());
    for (const SuitePart& task : tasks_) {
      if (!task.asked || !task.not_run.empty()) continue;
      if (IsFirst()) context_.tell(fmt::format("== {}: {}", run_.suite.name, task.dataset));
      const FinetuningInputs inputs(task.configuration);
      if (FineTune(task.configuration, inputs, context_) == TrainingEnd::kStopped) return TrainingEnd::kStopped;
      if (context_.dry_run) continue;
      ScoreMismatched(task);
      if (IsFirst()) WriteTable();
    }
    if (IsFirst() && !context_.dry_run) Conclude();
    return TrainingEnd::kFinished;
  }

 private:
  bool IsFirst() const { return communicator_.Rank() == 0; }
  std::string Folder() const { return tasks_.front().configuration.run.folder; }
  std::string ComparedFile() const {
    return fs::is_directory(run_.compare) ? run_.compare + "/results.json" : run_.compare;
  }

  // MNLI's second dev file, by each seed's model; once. Rank 0 looks, every rank learns.
  void ScoreMismatched(const SuitePart& task) {
    const FinetuneConfiguration& c = task.configuration;
    const std::string input = fmt::format("{}/{}.json", c.data.folder, kMismatched);
    for (std::int64_t seed = c.training.seed; seed < c.training.seed + c.training.seeds; ++seed) {
      const std::string folder = SeedFolderOf(c, seed), output = fmt::format("{}/{}", folder, kMismatched);
      std::uint8_t due = IsFirst() && fs::exists(input) && !fs::exists(output + "/results.json") ? 1 : 0;
      communicator_.Broadcast(&due, 1, DType::kUint8, 0).Wait();
      if (due == 1) {
        ScoreRequest score;
        score.model = folder + "/model";
        score.input = input;
        score.output = output;
        const ScoredModel scored = ScoreModel(score, communicator_, context_.command_line);
        for (const std::string& remark : scored.remarks) context_.tell("note: " + remark);
        if (scored.figures) context_.tell(fmt::format("{}: {}", kMismatched, FiguresText(*scored.figures)));
      }
    }
  }

  SuiteResults Results() const {
    SuiteResults results{.suite = run_.suite.name,
                         .model = tasks_.front().configuration.model.from,
                         .average = run_.suite.average,
                         .tasks = {}};
    for (const SuitePart& task : tasks_) {
      SuiteTask outcome = task.not_run.empty() ? ReadOutcome(task.dataset, task.configuration)
                                               : EmptyOutcome(task.dataset, task.configuration);
      if (!task.not_run.empty()) outcome.not_run = task.not_run;
      results.tasks.push_back(std::move(outcome));
    }
    return results;
  }

  void Conclude() const {
    const std::string written = WriteTable();
    std::string_view table = written;
    while (table.ends_with('\n')) table.remove_suffix(1);
    context_.tell(fmt::format("\n{}", table));
  }

  // Returns the text.
  std::string WriteTable() const {
    const SuiteResults results = Results();
    const SuiteTable table = TableOf(results, other_ ? &*other_ : nullptr);
    std::string text = ToMarkdown(results, table);
    WriteFileAtomically(Folder() + "/results.json", ToJson(results).dump(2) + "\n");
    WriteFileAtomically(Folder() + "/results.html", report::SuitePage(results, table));
    WriteFileAtomically(Folder() + "/results.md", text);
    return text;
  }

  const SuiteRun& run_;
  const std::vector<SuitePart>& tasks_;
  const RunContext& context_;
  Communicator& communicator_;
  std::optional<SuiteResults> other_;
};

}  // namespace

SuiteRun ReadSuiteRun(const SuiteRequest& request) {
  const SuiteConfiguration suite = ReadSuite(request.config);
  return {suite, ReadTasks(request, suite), request.compare};
}

TrainingEnd FineTuneSuite(const SuiteRun& run, const RunContext& context) {
  RequireSameOnAllRanks(context.communicator, [&] { return RankFacts{FactOf(run)}; });
  return Suite(run, context).Run();
}

}  // namespace linkbert
