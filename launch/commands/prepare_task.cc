// linkbert prepare-task NAME: a benchmark's raw files -> {train,dev,test}.json, as finetune and evaluate read them.
#include "data/datasets/prepare_task.h"

#include <fmt/core.h>

#include <memory>
#include <optional>
#include <set>
#include <string>

#include "base/error.h"
#include "data/datasets/foldoc_subject.h"
#include "data/datasets/sources.h"
#include "launch/commands/commands.h"

namespace linkbert {
namespace {

// What every subcommand may be given.
struct Arguments {
  PrepareTaskOptions options;
  std::string dataset;
  std::string train, dev, test;
  std::string distractors = "0";
  TableFormat table;
  bool no_header = false;
  TaggedWordsFormat conll = {.conll = true};
};

void PrintPart(const PartAccount& part, std::string_view unit) {
  fmt::print("{}.json: {} examples", part.part, part.written);
  if (part.units > 0 && !unit.empty()) fmt::print(", {} {}", part.units, unit);
  fmt::print("; {} {} read from {}\n", part.rows, part.row_name, part.source);
  for (const auto& [reason, count] : part.skipped) fmt::print("  {:>8} left out: {}\n", count, reason);
  for (const auto& [reason, count] : part.noted) fmt::print("  {:>8} kept, but look: {}\n", count, reason);
  for (const std::string& remark : part.remarks) fmt::print("           {}\n", remark);
  for (const std::string& place : part.places) fmt::print("           {}\n", place);
}

void Print(const PreparedTask& task, const std::string& output, std::string_view unit) {
  for (const PartAccount& part : task.parts) PrintPart(part, unit);
  for (const std::string& note : task.notes) fmt::print("note: {}\n", note);
  for (const std::string& warning : task.warnings) fmt::print("warning: {}\n", warning);
  fmt::print("{}: written\n", output);
}

void Require(const std::string& value, const char* option, const char* wanted) {
  if (value.empty()) throw Fail(ErrorCode::kUsage, "--{} is missing: {}.", option, wanted);
}

// The input of a subcommand; complains where there is none.
RawInput Input(const Arguments& arguments) {
  RawInput input = arguments.options.input;
  if (!arguments.train.empty()) input.named.push_back({"train", arguments.train});
  if (!arguments.dev.empty()) input.named.push_back({"dev", arguments.dev});
  if (!arguments.test.empty()) input.named.push_back({"test", arguments.test});
  if (input.folder.empty() && input.named.empty()) {
    throw Fail(ErrorCode::kUsage,
               "no raw files: name their folder with --input, or files with --train, --dev, --test.");
  }
  Require(arguments.options.output, "output", "the folder for train.json, dev.json and test.json");
  return input;
}

void AddFiles(CLI::App& command, Arguments& arguments, bool own_files) {
  if (!own_files) {
    command.add_option("--input", arguments.options.input.folder, "Folder of the raw files, as --where describes it");
  }
  command.add_option("--train", arguments.train, "A training file (plain or .gz)");
  command.add_option("--dev", arguments.dev, "A dev file");
  command.add_option("--test", arguments.test, "A test file");
  command.add_option("--output", arguments.options.output, "Folder for train.json, dev.json and test.json");
  command.add_flag("--strict", arguments.options.strict,
                   "Fail at the first example that is wrong (an answer not at its offset, an empty text) instead of "
                   "counting and showing it");
}

Distraction ParseDistractors(const std::string& text, std::uint64_t seed) {
  if (text == "0" || text == "1" || text == "2") {
    const auto count = static_cast<std::uint32_t>(text[0] - '0');
    return {.least = count, .most = count, .seed = seed};
  }
  return {.least = 1, .most = 2, .seed = seed};  // "1-2"
}

// --where behind the family's name, or before it.
bool TellWhere(const CLI::App& prepare_task, const CLI::App& command, std::string_view family,
               std::string_view dataset) {
  if (prepare_task.count("--where") + command.count("--where") == 0) return false;
  for (const DatasetInfo& info : Datasets()) {
    const bool wanted = dataset.empty() ? info.family == family || info.name == family : info.name == dataset;
    if (wanted) fmt::print("{}\n", DescribeSource(info));
  }
  return true;
}

void Prepare(const std::string& family, Arguments& arguments) {
  const std::string name = !arguments.dataset.empty() ? arguments.dataset : family == "squad" ? "squad1.1" : family;
  if (arguments.dataset.empty() && FindDataset(name) == nullptr) {
    throw Fail(ErrorCode::kUsage, "--dataset is missing: one of {}.", DatasetNames(family));
  }
  const DatasetInfo& dataset = RequireDataset(family, name);
  PrepareTaskOptions options = arguments.options;
  options.input = Input(arguments);
  options.distraction = ParseDistractors(arguments.distractors, options.distraction.seed);
  Print(PrepareTask(dataset, options), options.output, dataset.unit);
}

struct FamilyHelp {
  std::string family;
  const char* what;
  const char* footer;
};

CLI::App* AddFamily(CLI::App& prepare_task, const FamilyHelp& help, const std::shared_ptr<Arguments>& arguments) {
  const std::string family = help.family;
  CLI::App* command = prepare_task.add_subcommand(family, help.what);
  const std::string names = DatasetNames(family);
  if (names.find(',') != std::string::npos) command->add_option("--dataset", arguments->dataset, "One of " + names);
  AddFiles(*command, *arguments, false);
  command->add_flag("--where")->description("Tell what to download, from where and on which terms, and do nothing");
  command->footer(help.footer);
  command->callback([&prepare_task, command, family, arguments] {
    if (!TellWhere(prepare_task, *command, family, arguments->dataset)) Prepare(family, *arguments);
  });
  return command;
}

void AddQuestionFamilies(CLI::App& prepare_task) {
  auto squad = std::make_shared<Arguments>();
  CLI::App* command =
      AddFamily(prepare_task,
                {"squad", "SQuAD 1.1 and 2.0 JSON, also with distracting documents",
                 "Example: linkbert prepare-task squad --input squad --distractors 1-2 --output tasks/squad-distract"},
                squad);
  command
      ->add_option("--distractors", squad->distractors,
                   "Documents of other articles put before or after each context; 1-2 as in SQuAD-distract")
      ->check(CLI::IsMember({"0", "1", "2", "1-2"}))
      ->capture_default_str();
  command->add_option("--seed", squad->options.distraction.seed, "Of the draw of documents")->capture_default_str();

  auto hotpotqa = std::make_shared<Arguments>();
  command =
      AddFamily(prepare_task,
                {"hotpotqa", "HotpotQA's own JSON; MRQA's HotpotQA is mrqa --dataset hotpot",
                 "Example: linkbert prepare-task hotpotqa --dev hotpot_dev_distractor_v1.json --output tasks/hotpotqa"},
                hotpotqa);
  command->add_flag("--supporting-only", hotpotqa->options.supporting_only,
                    "Only the paragraphs that hold supporting facts, without the distractors");

  auto mrqa = std::make_shared<Arguments>();
  command = AddFamily(prepare_task,
                      {"mrqa", "MRQA 2019's six training sets; their dev sets are halved into dev and test",
                       "Example: linkbert prepare-task mrqa --dataset newsqa --input raw_data/mrqa --splits "
                       "scripts/inhouse_splits --output tasks/newsqa"},
                      mrqa);
  command->add_option(
      "--splits", mrqa->options.splits,
      "Folder of LinkBERT's inhouse_split_NAME.json, which say how dev is halved; without it by a hash of "
      "the context's number. With --test the dev file is not halved");
}

void AddOtherFamilies(CLI::App& prepare_task) {
  AddFamily(prepare_task,
            {"glue", "GLUE's nine tasks and its diagnostics (ax)",
             "Test files have no labels: they become test_unlabeled.json.\n"
             "Example: linkbert prepare-task glue --dataset rte --input glue_data --output tasks/rte"},
            std::make_shared<Arguments>());
  auto blurb = std::make_shared<Arguments>();
  CLI::App* command = AddFamily(
      prepare_task,
      {"blurb", "BLURB's thirteen sets, from the files of BLURB's generator",
       "PubMedQA also from its own ori_pqal.json.\n"
       "Example: linkbert prepare-task blurb --dataset ncbi --input data_generation/data --output tasks/ncbi"},
      blurb);
  command->add_option("--splits", blurb->options.splits, "Not needed: BLURB's files are split")->group("");
  AddFamily(prepare_task,
            {"medqa", "MedQA-USMLE, four options",
             "Example: linkbert prepare-task medqa --input data_clean --output tasks/medqa"},
            std::make_shared<Arguments>());
  auto mmlu = std::make_shared<Arguments>();
  command =
      AddFamily(prepare_task,
                {"mmlu", "MMLU, one subject",
                 "MMLU's dev becomes train.json, its val dev.json, as LinkBERT's script gives them to the program.\n"
                 "Example: linkbert prepare-task mmlu --input data --output tasks/mmlu"},
                mmlu);
  mmlu->options.subject = "professional_medicine";
  command->add_option("--subject", mmlu->options.subject, "As its files are named")->capture_default_str();
}

void AddTable(CLI::App& prepare_task) {
  const auto arguments = std::make_shared<Arguments>();
  TableFormat& table = arguments->table;
  CLI::App* command = prepare_task.add_subcommand("table", "Your own TSV, CSV or JSON Lines");
  AddFiles(*command, *arguments, true);
  command->add_option("--type", table.type, "Task type")
      ->check(CLI::IsMember({"sequence_classification", "question_answering", "multiple_choice"}))
      ->capture_default_str();
  command
      ->add_option("--format", table.format, "tsv (quotes are characters), csv or jsonl; default: by the file's name")
      ->check(CLI::IsMember({"tsv", "csv", "jsonl"}));
  command->add_flag("--no-header", arguments->no_header, "The first line is an example; columns are numbers from 1");
  command->add_option("--id", table.id, "Column of the id; without it rows are numbered");
  command->add_option("--text", table.text, "Column of the text, or of a multiple choice's question");
  command->add_option("--text2", table.text2, "Column of a second text");
  command->add_option("--label", table.label, "Column of the label, or of the right ending (number from 0, or letter)");
  CLI::Option* number = command->add_flag(
      "--number-label", table.number_label,
      "The label is a number to be predicted; without it numbers with a decimal point are, whole ones are classes");
  command->add_flag("--class-label", table.class_label, "The label is a class, though it may look like a number")
      ->excludes(number);
  command->add_option("--question", table.question, "Question answering: column of the question");
  command->add_option("--context", table.context, "Question answering: column of the context");
  command->add_option("--answer", table.answer, "Question answering: column of the answer's text; empty: none");
  command->add_option(
      "--start", table.start,
      "Question answering: column of the answer's place in characters; without it the first occurrence");
  command->add_option("--ending", table.endings, "Multiple choice: column of an ending, once for each");
  command->footer(
      "Examples:\n"
      "  linkbert prepare-task table --train a.tsv --dev b.tsv --text sentence --label class --output tasks/mine\n"
      "  linkbert prepare-task table --train a.csv --no-header --text 2 --text2 3 --label 1 --output tasks/pairs\n"
      "  linkbert prepare-task table --type multiple_choice --train q.jsonl --text question --ending a --ending b "
      "--label "
      "right --output tasks/choice");
  command->callback([arguments] {
    arguments->options.input = Input(*arguments);
    arguments->table.header = !arguments->no_header;
    Print(PrepareTable(arguments->table, arguments->options), arguments->options.output, "");
  });
}

void AddConll(CLI::App& prepare_task) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* command = prepare_task.add_subcommand("conll", "Your own words with tags, one a line, in CoNLL's form");
  AddFiles(*command, *arguments, true);
  command->add_option("--word", arguments->conll.word, "Column of the word, from 1; from the last where negative")
      ->capture_default_str();
  command->add_option("--tag", arguments->conll.tag, "Column of the tag")->capture_default_str();
  const auto scheme = std::make_shared<std::string>("keep");
  command
      ->add_option("--tag-scheme", *scheme,
                   "Scheme that tags are turned into: iob1, iob2, iobes (bioes), bilou; keep: as they are. Which one "
                   "the file has is recognised and told")
      ->check(CLI::IsMember({"keep", "iob1", "iob2", "iobes", "bioes", "bilou"}))
      ->capture_default_str();
  command->add_flag("--tag-letter-last", arguments->conll.letter_last, "Tags are written PER-B, and become B-PER");
  command->footer(
      "Columns lie between tabs where the first row has any, otherwise between blanks; a blank line ends a sentence; "
      "-DOCSTART- lines, and lines that begin with # before a sentence's first word and are no rows (# text = ...), "
      "are "
      "left out and counted.\n"
      "Example: linkbert prepare-task conll --train train.conll --dev dev.conll --output tasks/entities");
  command->callback([arguments, scheme] {
    arguments->options.input = Input(*arguments);
    arguments->conll.scheme = ParseScheme(*scheme);
    Print(PrepareConll(arguments->conll, arguments->options), arguments->options.output, "mentions");
  });
}

void AddFoldocSubject(CLI::App& prepare_task) {
  struct FoldocArguments {
    std::string input = "/usr/share/dictd/foldoc";
    std::string corpus;
    std::string output;
  };
  const auto arguments = std::make_shared<FoldocArguments>();
  CLI::App* command = prepare_task.add_subcommand("foldoc-subject", "The subject of a FOLDOC entry, one of 20");
  command->add_option("--input", arguments->input, "The dictionary without extension")->capture_default_str();
  command->add_option("--corpus", arguments->corpus,
                      "Corpus folder, prepared with --drop-subject-tags; its held-out documents become dev and test");
  command->add_option("--output", arguments->output, "Folder for train.json, dev.json and test.json");
  command->add_flag("--where")->description("Tell where the dictionary comes from, and do nothing");
  command->callback([&prepare_task, command, arguments] {
    if (TellWhere(prepare_task, *command, "foldoc-subject", "")) return;
    Require(arguments->corpus, "corpus", "the corpus folder made from the dictionary");
    Require(arguments->output, "output", "the folder for train.json, dev.json and test.json");
    const FoldocSubjectSummary summary = PrepareFoldocSubject(arguments->input, arguments->corpus, arguments->output);
    for (const auto& [subject, entries] : summary.subjects) fmt::print("{:<20}{:>6}\n", subject, entries);
    fmt::print("{}: {} training entries, {} dev, {} test\n", arguments->output, summary.train, summary.dev,
               summary.test);
  });
}

}  // namespace

void AddPrepareTaskCommand(CLI::App& app) {
  CLI::App* command =
      app.add_subcommand("prepare-task", "A benchmark's raw files to JSON Lines that finetune and evaluate read");
  command->group("data");
  command->require_subcommand(0, 1);
  const auto where = std::make_shared<std::string>();
  command->add_option("--where", *where, "Tell what to download for a dataset and from where; without a name list all")
      ->expected(0, 1)
      ->type_name("[NAME]");
  AddFoldocSubject(*command);
  AddQuestionFamilies(*command);
  AddOtherFamilies(*command);
  AddTable(*command);
  AddConll(*command);
  command->footer(
      "Each NAME has its own --help. LinkBERT's own prepared folders (data/{qa,seqcls,tokcls,mc}/NAME_hf) need no "
      "preparing: give them to finetune --data.\n"
      "Examples:\n"
      "  linkbert prepare-task --where ncbi\n"
      "  linkbert prepare-task blurb --dataset ncbi --input data_generation/data --output tasks/ncbi");
  command->callback([command, where] {
    if (!command->get_subcommands().empty()) return;
    if (command->count("--where") == 0) {
      throw Fail(ErrorCode::kUsage, "prepare-task needs a name: linkbert prepare-task --help lists them.");
    }
    fmt::print("{}", where->empty() ? ListDatasets() : DescribeSource(RequireDataset(*where)));
  });
}

}  // namespace linkbert
