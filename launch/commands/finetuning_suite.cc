#include "launch/commands/finetuning_suite.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/atomic_file.h"
#include "base/error.h"
#include "core/model_folders/model_folder.h"
#include "core/report/suite_page.h"
#include "launch/commands/finetuning_run.h"
#include "launch/commands/score_model.h"
#include "launch/commands/suite_outcome.h"
#include "launch/commands/training_ranks.h"
#include "launch/configuration/load_configuration.h"
#include "launch/configuration/suite_configuration.h"
#include "launch/environment/rank_facts.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;

// One task of the suite.
struct Part {
  std::string dataset;
  FinetuneConfiguration configuration;
  std::string not_run;  // why it cannot run
  bool asked = true;    // false: only its earlier results are shown
};

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

std::vector<Part> ReadTasks(const SuiteRequest& request, const SuiteConfiguration& suite) {
  std::vector<Part> tasks;
  for (const SuiteEntry& entry : suite.tasks) {
    Part& task = tasks.emplace_back(Part{entry.dataset, TaskConfiguration(request, suite, entry), "", true});
    const std::string train = task.configuration.data.folder + "/train.json";
    if (!fs::exists(train)) task.not_run = train + " is not there";
    task.asked = request.only.empty() || std::ranges::find(request.only, entry.dataset) != request.only.end();
  }
  for (const std::string& name : request.only) {
    if (std::ranges::find(tasks, name, &Part::dataset) == tasks.end())
      throw Fail(ErrorCode::kUsage, "--only {}: {} has no such task.", name, request.config);
  }
  if (std::ranges::none_of(tasks, [](const Part& task) { return task.not_run.empty(); })) {
    throw Fail(ErrorCode::kInput,
               "{}: no task has data: {}. Wanted --data DIR with a folder for each, as `linkbert "
               "prepare-task` writes them.",
               request.config, tasks.front().not_run);
  }
  return tasks;
}

// The order of work; each task compares its own configuration and data.
RankFact FactOf(const SuiteConfiguration& suite, const std::vector<Part>& tasks) {
  RankFact fact{"suite", fmt::format("suite: {}\n", suite.name)};
  for (const Part& task : tasks) {
    fact.text += fmt::format("task {}: {}\n", task.dataset, task.asked && task.not_run.empty() ? "run" : "left out");
  }
  return fact;
}

class Suite {
 public:
  Suite(const SuiteRequest& request, SuiteConfiguration suite, std::vector<Part> tasks, Communicator& communicator)
      : request_(request), suite_(std::move(suite)), tasks_(std::move(tasks)), communicator_(communicator) {}

  TrainingEnd Run() {
    if (IsFirst() && !request_.compare.empty()) other_ = ReadSuiteResults(ComparedFile());
    for (const Part& task : tasks_) {
      if (!task.asked || !task.not_run.empty()) continue;
      if (IsFirst()) fmt::print("== {}: {}\n", suite_.name, task.dataset);
      if (FinetuneOn(task.configuration, request_.dry_run, communicator_) == TrainingEnd::kStopped)
        return TrainingEnd::kStopped;
      if (request_.dry_run) continue;
      ScoreMismatched(task);
      if (IsFirst()) WriteTable();
    }
    if (IsFirst() && !request_.dry_run) fmt::print("\n{}", WriteTable());
    return TrainingEnd::kFinished;
  }

 private:
  bool IsFirst() const { return communicator_.Rank() == 0; }
  std::string Folder() const { return tasks_.front().configuration.run.folder; }
  std::string ComparedFile() const {
    return fs::is_directory(request_.compare) ? request_.compare + "/results.json" : request_.compare;
  }

  // MNLI's second dev file, by each seed's model; once. Rank 0 looks, every rank learns.
  void ScoreMismatched(const Part& task) {
    const FinetuneConfiguration& c = task.configuration;
    const std::string input = fmt::format("{}/{}.json", c.data.folder, kMismatched);
    for (std::int64_t seed = c.training.seed; seed < c.training.seed + c.training.seeds; ++seed) {
      const std::string folder = SeedFolderOf(c, seed), output = fmt::format("{}/{}", folder, kMismatched);
      std::uint8_t due = IsFirst() && fs::exists(input) && !fs::exists(output + "/results.json") ? 1 : 0;
      communicator_.Broadcast(&due, 1, DataType::kUint8, 0).Wait();
      if (due == 1) {
        ScoreRequest score;
        score.model = folder + "/model";
        score.input = input;
        score.output = output;
        ScoreModelOn(score, communicator_);
      }
    }
  }

  SuiteResults Results() const {
    SuiteResults results{
        .suite = suite_.name, .model = tasks_.front().configuration.model.from, .average = suite_.average, .tasks = {}};
    for (const Part& task : tasks_) {
      SuiteTask outcome = task.not_run.empty() ? ReadOutcome(task.dataset, task.configuration)
                                               : EmptyOutcome(task.dataset, task.configuration);
      if (!task.not_run.empty()) outcome.not_run = task.not_run;
      results.tasks.push_back(std::move(outcome));
    }
    return results;
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

  SuiteRequest request_;
  SuiteConfiguration suite_;
  std::vector<Part> tasks_;
  Communicator& communicator_;
  std::optional<SuiteResults> other_;
};

}  // namespace

void RunSuite(const SuiteRequest& request) {
  SuiteConfiguration suite;
  std::vector<Part> tasks;
  TrainOnAllRanks(
      [&] {
        suite = ReadSuite(request.config);
        tasks = ReadTasks(request, suite);
        return tasks.front().configuration.communication;
      },
      [&](Communicator& communicator) {
        RequireSameOnAllRanks(communicator, [&] { return RankFacts{FactOf(suite, tasks)}; });
        return Suite(request, suite, tasks, communicator).Run();
      });
}

}  // namespace linkbert
