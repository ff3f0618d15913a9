// linkbert prepare-task NAME: a benchmark's raw files -> {train,dev,test}.json, as finetune and evaluate read them.
#include <fmt/core.h>

#include <memory>
#include <string>

#include "base/error.h"
#include "data/datasets/foldoc_subject.h"
#include "data/datasets/sources.h"
#include "launch/commands/commands.h"
#include "launch/commands/prepare_task_arguments.h"

namespace linkbert {
namespace {

Distraction ParseDistractors(const std::string& text, std::uint64_t seed) {
  if (text == "0" || text == "1" || text == "2") {
    const auto count = static_cast<std::uint32_t>(text[0] - '0');
    return {.least = count, .most = count, .seed = seed};
  }
  return {.least = 1, .most = 2, .seed = seed};  // "1-2"
}

// --where behind the family's name, or before it.
bool TellWhere(Verb prepare_task, Verb command, std::string_view family, std::string_view dataset) {
  if (!prepare_task.Given("--where") && !command.Given("--where")) return false;
  for (const DatasetInfo& info : Datasets()) {
    const bool wanted = dataset.empty() ? info.family == family || info.name == family : info.name == dataset;
    if (wanted) fmt::print("{}\n", DescribeSource(info));
  }
  return true;
}

void Prepare(const std::string& family, PrepareTaskArguments& arguments) {
  const std::string name = !arguments.dataset.empty() ? arguments.dataset : family == "squad" ? "squad1.1" : family;
  if (arguments.dataset.empty() && FindDataset(name) == nullptr) {
    throw Fail(ErrorCode::kUsage, "--dataset is missing: one of {}.", DatasetNames(family));
  }
  const DatasetInfo& dataset = RequireDataset(family, name);
  PrepareTaskOptions options = arguments.options;
  options.input = TaskInput(arguments);
  options.distraction = ParseDistractors(arguments.distractors, options.distraction.seed);
  PrintTask(PrepareTask(dataset, options), options.output, dataset.unit);
}

struct FamilyHelp {
  std::string family;
  const char* what;
  const char* footer;
};

Verb AddFamily(Verb prepare_task, const FamilyHelp& help, const std::shared_ptr<PrepareTaskArguments>& arguments) {
  const std::string family = help.family;
  Verb command = prepare_task.Add(family, help.what);
  const std::string names = DatasetNames(family);
  if (names.find(',') != std::string::npos) command.Option("--dataset", arguments->dataset, "One of " + names);
  AddTaskFiles(command, *arguments, false);
  command.Flag("--where", "Tell what to download, from where and on which terms, and do nothing");
  command.Footer(help.footer);
  command.Call([prepare_task, command, family, arguments] {
    if (!TellWhere(prepare_task, command, family, arguments->dataset)) Prepare(family, *arguments);
  });
  return command;
}

void AddQuestionFamilies(Verb prepare_task) {
  auto squad = std::make_shared<PrepareTaskArguments>();
  Verb command =
      AddFamily(prepare_task,
                {"squad", "SQuAD 1.1 and 2.0 JSON, also with distracting documents",
                 "Example: linkbert prepare-task squad --input squad --distractors 1-2 --output tasks/squad-distract"},
                squad);
  command
      .Option("--distractors", squad->distractors,
              "Documents of other articles put before or after each context; 1-2 as in SQuAD-distract")
      .OneOf({"0", "1", "2", "1-2"})
      .ShowDefault();
  command.Option("--seed", squad->options.distraction.seed, "Of the draw of documents").ShowDefault();

  auto hotpotqa = std::make_shared<PrepareTaskArguments>();
  command =
      AddFamily(prepare_task,
                {"hotpotqa", "HotpotQA's own JSON; MRQA's HotpotQA is mrqa --dataset hotpot",
                 "Example: linkbert prepare-task hotpotqa --dev hotpot_dev_distractor_v1.json --output tasks/hotpotqa"},
                hotpotqa);
  command.Flag("--supporting-only", hotpotqa->options.supporting_only,
               "Only the paragraphs that hold supporting facts, without the distractors");

  auto mrqa = std::make_shared<PrepareTaskArguments>();
  command = AddFamily(prepare_task,
                      {"mrqa", "MRQA 2019's six training sets; their dev sets are halved into dev and test",
                       "Example: linkbert prepare-task mrqa --dataset newsqa --input raw_data/mrqa --splits "
                       "scripts/inhouse_splits --output tasks/newsqa"},
                      mrqa);
  command.Option("--splits", mrqa->options.splits,
                 "Folder of LinkBERT's inhouse_split_NAME.json, which say how dev is halved; without it by a hash of "
                 "the context's number. With --test the dev file is not halved");
}

void AddOtherFamilies(Verb prepare_task) {
  AddFamily(prepare_task,
            {"glue", "GLUE's nine tasks and its diagnostics (ax)",
             "Test files have no labels: they become test_unlabeled.json.\n"
             "Example: linkbert prepare-task glue --dataset rte --input glue_data --output tasks/rte"},
            std::make_shared<PrepareTaskArguments>());
  auto blurb = std::make_shared<PrepareTaskArguments>();
  Verb command = AddFamily(
      prepare_task,
      {"blurb", "BLURB's thirteen sets, from the files of BLURB's generator",
       "PubMedQA also from its own ori_pqal.json.\n"
       "Example: linkbert prepare-task blurb --dataset ncbi --input data_generation/data --output tasks/ncbi"},
      blurb);
  command.Option("--splits", blurb->options.splits, "Not needed: BLURB's files are split").Hidden();
  AddFamily(prepare_task,
            {"medqa", "MedQA-USMLE, four options",
             "Example: linkbert prepare-task medqa --input data_clean --output tasks/medqa"},
            std::make_shared<PrepareTaskArguments>());
  auto mmlu = std::make_shared<PrepareTaskArguments>();
  command =
      AddFamily(prepare_task,
                {"mmlu", "MMLU, one subject",
                 "MMLU's dev becomes train.json, its val dev.json, as LinkBERT's script gives them to the program.\n"
                 "Example: linkbert prepare-task mmlu --input data --output tasks/mmlu"},
                mmlu);
  mmlu->options.subject = "professional_medicine";
  command.Option("--subject", mmlu->options.subject, "As its files are named").ShowDefault();
}

void AddFoldocSubject(Verb prepare_task) {
  struct FoldocArguments {
    std::string input = "/usr/share/dictd/foldoc";
    std::string corpus;
    std::string output;
  };
  const auto arguments = std::make_shared<FoldocArguments>();
  Verb command = prepare_task.Add("foldoc-subject", "The subject of a FOLDOC entry, one of 20");
  command.Option("--input", arguments->input, "The dictionary without extension").ShowDefault();
  command.Option("--corpus", arguments->corpus,
                 "Corpus folder, prepared with --drop-subject-tags; its held-out documents become dev and test");
  command.Option("--output", arguments->output, "Folder for train.json, dev.json and test.json");
  command.Flag("--where", "Tell where the dictionary comes from, and do nothing");
  command.Call([prepare_task, command, arguments] {
    if (TellWhere(prepare_task, command, "foldoc-subject", "")) return;
    RequireOption(arguments->corpus, "corpus", "the corpus folder made from the dictionary");
    RequireOption(arguments->output, "output", "the folder for train.json, dev.json and test.json");
    const FoldocSubjectSummary summary = PrepareFoldocSubject(arguments->input, arguments->corpus, arguments->output);
    for (const auto& [subject, entries] : summary.subjects) fmt::print("{:<20}{:>6}\n", subject, entries);
    fmt::print("{}: {} training entries, {} dev, {} test\n", arguments->output, summary.train, summary.dev,
               summary.test);
  });
}

}  // namespace

void AddPrepareTaskCommand(Verb app) {
  Verb command = app.Add("prepare-task", "A benchmark's raw files to JSON Lines that finetune and evaluate read");
  command.Group("data");
  command.MayHaveVerb();
  const auto where = std::make_shared<std::string>();
  command.Option("--where", *where, "Tell what to download for a dataset and from where; without a name list all")
      .ValueMayLack("[NAME]");
  AddFoldocSubject(command);
  AddQuestionFamilies(command);
  AddOtherFamilies(command);
  AddOwnTables(command);
  AddOwnTaggedWords(command);
  command.Footer(
      "Each NAME has its own --help. LinkBERT's own prepared folders (data/{qa,seqcls,tokcls,mc}/NAME_hf) need no "
      "preparing: give them to finetune --data.\n"
      "Examples:\n"
      "  linkbert prepare-task --where ncbi\n"
      "  linkbert prepare-task blurb --dataset ncbi --input data_generation/data --output tasks/ncbi");
  command.Call([command, where] {
    if (command.VerbGiven()) return;
    if (!command.Given("--where")) {
      throw Fail(ErrorCode::kUsage, "prepare-task needs a name: linkbert prepare-task --help lists them.");
    }
    fmt::print("{}", where->empty() ? ListDatasets() : DescribeSource(RequireDataset(*where)));
  });
}

}  // namespace linkbert
