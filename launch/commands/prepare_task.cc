// linkbert prepare-task NAME: a benchmark's raw files -> {train,dev,test}.json, as finetune and evaluate read them.
#include <fmt/core.h>

#include <memory>
#include <string>

#include "data/datasets/foldoc_subject.h"
#include "launch/commands/commands.h"

namespace linkbert {
namespace {

void AddFoldocSubject(CLI::App& prepare_task) {
  struct Arguments {
    std::string input = "/usr/share/dictd/foldoc";
    std::string corpus;
    std::string output;
  };
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* command = prepare_task.add_subcommand("foldoc-subject", "The subject of a FOLDOC entry, one of 20");
  command->add_option("--input", arguments->input, "The dictionary without extension")->capture_default_str();
  command
      ->add_option("--corpus", arguments->corpus,
                   "Corpus folder, prepared with --drop-subject-tags; its held-out documents become dev and test")
      ->required();
  command->add_option("--output", arguments->output, "Folder for train.json, dev.json and test.json")->required();
  command->callback([arguments] {
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
  command->require_subcommand(1);
  AddFoldocSubject(*command);
  command->footer(
      "Example: linkbert prepare-task foldoc-subject --corpus corpora/foldoc --output tasks/foldoc-subject");
}

}  // namespace linkbert
