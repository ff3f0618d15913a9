// `linkbert inspect corpus|document|sample|checkpoint`: what is inside, for people and, with --json, for programs; with
// --html, as a page.
#include <cstdint>
#include <nlohmann/json.hpp>

#include "core/configuration/pretrain_configuration.h"
#include "launch/commands/commands.h"
#include "launch/commands/inspect_checkpoint.h"
#include "launch/commands/inspect_corpus.h"
#include "launch/commands/inspect_document.h"
#include "launch/commands/inspect_sample.h"

namespace linkbert {
namespace {

void AddCorpus(Verb inspect) {
  Verb command = inspect.Add("corpus", "Documents, segments, tokens, links by fate, in-degrees");
  const auto arguments = std::make_shared<InspectCorpusArguments>();
  command.Option("folder", arguments->folder, "Corpus folder").Required();
  command.Flag("--json", arguments->json, "One JSON object");
  command.Option("--html", arguments->html, "Write a page too: degrees, documents with their links, what was dropped");
  command.Flag("--verify", arguments->verify, "Check every block of every file first");
  command.Footer("Example: linkbert inspect corpus corpora/foldoc --html foldoc.html");
  command.Call([arguments] { InspectCorpus(*arguments); });
}

void AddDocument(Verb inspect) {
  Verb command = inspect.Add("document", "One document: its text by segments, tokens, links");
  const auto arguments = std::make_shared<InspectDocumentArguments>();
  command.Option("folder", arguments->corpus, "Corpus folder").Required();
  command.Option("name", arguments->name, "Its title, or the source's id").Required();
  command.Flag("--json", arguments->json, "One JSON object a document of that name");
  command.Option("--diagnostics", arguments->diagnostics,
                 "What prepare --diagnostics wrote: what was left out of the document is shown too");
  command.Footer("Example: linkbert inspect document corpora/foldoc \"virtual memory\"");
  command.Call([arguments] { InspectDocument(*arguments); });
}

void AddCheckpoint(Verb inspect) {
  Verb command = inspect.Add("checkpoint", "Verify every checksum; step, tokens, files");
  struct CheckpointArguments {
    std::string folder;
    bool json = false;
  };
  const auto arguments = std::make_shared<CheckpointArguments>();
  command.Option("folder", arguments->folder, "Step folder, or a run's folder (its newest whole checkpoint)")
      .Required();
  command.Flag("--json", arguments->json, "One JSON object");
  command.Footer("Example: linkbert inspect checkpoint runs/foldoc-tiny");
  command.Call([arguments] { InspectCheckpoint(arguments->folder, arguments->json); });
}

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

void AddSample(Verb inspect) {
  Verb command = inspect.Add("sample", "Pretraining samples: titles, relation, the joining link, masks");
  const auto arguments = std::make_shared<SampleArguments>();
  command.Option("folder", arguments->inspect.corpus, "Corpus folder").Required();
  VerbOption seed = command.Option("--seed", arguments->seed, "Seed of the samples (over samples.seed)");
  command.Option("--index", arguments->inspect.index, "First sample").NotNegative();
  command.Option("--count", arguments->inspect.count, "How many").NotNegative();
  command.Flag("--json", arguments->inspect.json, "JSON Lines");
  command.Flag("--held-out", arguments->inspect.held_out, "Samples of the evaluation instead of training");
  command.Flag("--shortcuts", arguments->shortcuts, "How far one side alone gets on held-out samples, instead");
  command.Option("--config", arguments->config, "Configuration whose `samples` group is used");
  command.Option("--set", arguments->settings, "key.path=value, such as samples.max_length=128");
  command.Footer("Example: linkbert inspect sample corpora/foldoc --seed 1 --index 0 --count 3");
  command.Call([arguments, seed] { InspectSampleOf(*arguments, seed.Given()); });
}

}  // namespace

void AddInspectCommand(Verb app) {
  Verb command = app.Add("inspect", "Look into a corpus, its documents and samples, or a checkpoint");
  command.Group("look");
  command.NeedsVerb();
  AddCorpus(command);
  AddDocument(command);
  AddSample(command);
  AddCheckpoint(command);
}

}  // namespace linkbert
