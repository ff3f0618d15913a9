// `linkbert inspect corpus|document|sample|checkpoint`: what is inside, for people and, with --json, for programs; with
// --html, as a page.
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>

#include "launch/commands/commands.h"
#include "launch/commands/inspect_checkpoint.h"
#include "launch/commands/inspect_corpus.h"
#include "launch/commands/inspect_document.h"
#include "launch/commands/inspect_sample.h"
#include "launch/configuration/pretrain_configuration.h"

namespace linkbert {
namespace {

void AddCorpus(CLI::App& inspect) {
  CLI::App* command = inspect.add_subcommand("corpus", "Documents, segments, tokens, links by fate, in-degrees");
  const auto arguments = std::make_shared<InspectCorpusArguments>();
  command->add_option("folder", arguments->folder, "Corpus folder")->required();
  command->add_flag("--json", arguments->json, "One JSON object");
  command->add_option("--html", arguments->html,
                      "Write a page too: degrees, documents with their links, what was dropped");
  command->add_flag("--verify", arguments->verify, "Check every block of every file first");
  command->footer("Example: linkbert inspect corpus corpora/foldoc --html foldoc.html");
  command->callback([arguments] { InspectCorpus(*arguments); });
}

void AddDocument(CLI::App& inspect) {
  CLI::App* command = inspect.add_subcommand("document", "One document: its text by segments, tokens, links");
  const auto arguments = std::make_shared<InspectDocumentArguments>();
  command->add_option("folder", arguments->corpus, "Corpus folder")->required();
  command->add_option("name", arguments->name, "Its title, or the source's id")->required();
  command->add_flag("--json", arguments->json, "One JSON object a document of that name");
  command->add_option("--diagnostics", arguments->diagnostics,
                      "What prepare --diagnostics wrote: what was left out of the document is shown too");
  command->footer("Example: linkbert inspect document corpora/foldoc \"virtual memory\"");
  command->callback([arguments] { InspectDocument(*arguments); });
}

void AddCheckpoint(CLI::App& inspect) {
  CLI::App* command = inspect.add_subcommand("checkpoint", "Verify every checksum; step, tokens, files");
  struct CheckpointArguments {
    std::string folder;
    bool json = false;
  };
  const auto arguments = std::make_shared<CheckpointArguments>();
  command->add_option("folder", arguments->folder, "Step folder, or a run's folder (its newest whole checkpoint)")
      ->required();
  command->add_flag("--json", arguments->json, "One JSON object");
  command->footer("Example: linkbert inspect checkpoint runs/foldoc-tiny");
  command->callback([arguments] { InspectCheckpoint(arguments->folder, arguments->json); });
}

// CLI::NonNegativeNumber would tell the upper bound with its 309 digits.
CLI::Range NotNegative() { return {std::int64_t{0}, std::numeric_limits<std::int64_t>::max(), "NONNEGATIVE"}; }

struct SampleArguments {
  InspectSampleArguments inspect;
  std::string config;
  std::vector<std::string> settings;
  std::int64_t seed = 0;
  bool shortcuts = false;
};

void InspectSampleOf(SampleArguments arguments, bool seed_given) {
  const PretrainConfiguration configuration = LoadPretrainConfiguration(arguments.config, arguments.settings);
  arguments.inspect.options = configuration.samples;
  if (seed_given) arguments.inspect.options.seed = arguments.seed;
  if (arguments.shortcuts) {
    InspectShortcuts(arguments.inspect, configuration.evaluation);
  } else {
    InspectSample(arguments.inspect);
  }
}

void AddSample(CLI::App& inspect) {
  CLI::App* command =
      inspect.add_subcommand("sample", "Pretraining samples: titles, relation, the joining link, masks");
  const auto arguments = std::make_shared<SampleArguments>();
  command->add_option("folder", arguments->inspect.corpus, "Corpus folder")->required();
  CLI::Option* seed = command->add_option("--seed", arguments->seed, "Seed of the samples (over samples.seed)");
  command->add_option("--index", arguments->inspect.index, "First sample")->check(NotNegative());
  command->add_option("--count", arguments->inspect.count, "How many")->check(NotNegative());
  command->add_flag("--json", arguments->inspect.json, "JSON Lines");
  command->add_flag("--held-out", arguments->inspect.held_out, "Samples of the evaluation instead of training");
  command->add_flag("--shortcuts", arguments->shortcuts, "How far one side alone gets on held-out samples, instead");
  command->add_option("--config", arguments->config, "Configuration whose `samples` group is used");
  command->add_option("--set", arguments->settings, "key.path=value, such as samples.max_length=128");
  command->footer("Example: linkbert inspect sample corpora/foldoc --seed 1 --index 0 --count 3");
  command->callback([arguments, seed] { InspectSampleOf(*arguments, seed->count() > 0); });
}

}  // namespace

void AddInspectCommand(CLI::App& app) {
  CLI::App* command = app.add_subcommand("inspect", "Look into a corpus, its documents and samples, or a checkpoint");
  command->group("look");
  command->require_subcommand(1);
  AddCorpus(*command);
  AddDocument(*command);
  AddSample(*command);
  AddCheckpoint(*command);
}

}  // namespace linkbert
