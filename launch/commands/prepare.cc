// linkbert prepare SOURCE: raw files -> corpus folder, by one process or by the ranks of mpirun.
#include "data/prepare/prepare.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "core/ranks/choose_threads.h"
#include "core/ranks/rank_facts.h"
#include "data/documents/describe_document.h"
#include "data/shards/corpus_summary.h"
#include "data/sources/dictd_reader.h"
#include "data/sources/jsonl_reader.h"
#include "data/sources/pubmed_reader.h"
#include "data/sources/wikiextractor_reader.h"
#include "data/sources/wikipedia_reader.h"
#include "distributed/communication/launch_environment.h"
#include "launch/commands/commands.h"
#include "launch/commands/prepare_log.h"
#include "launch/commands/tokenizer_arguments.h"
#include "launch/environment/all_ranks.h"

namespace linkbert {
namespace {

constexpr double kWeek_s = 7 * 24 * 3600;  // a rank may wait that long for the others' items

struct PrepareArguments {
  TokenizerArguments tokenizer;
  std::string output;
  std::uint64_t preview = 0;  // documents to show instead
  std::string diagnostics;
  PrepareOptions options;
};

using ReaderFactory = std::function<std::unique_ptr<DocumentReader>()>;

void Prepare(const PrepareArguments& arguments, const ReaderFactory& make_reader, const WorkGroup& group) {
  const std::unique_ptr<DocumentReader> reader = make_reader();
  const LoadedTokenizer loaded = LoadTokenizer(arguments.tokenizer);
  const WordPieceTokenizer tokenizer(loaded.vocabulary, {.normalizer = loaded.normalizer});
  PrepareJob job{*reader, tokenizer, arguments.options, arguments.output, group};
  job.diagnostics = arguments.diagnostics;
  if (job.options.threads == 0) job.options.threads = ChooseThreads(0, DetectLaunch().local_size);
  PrepareLog log(group.size);
  if (group.rank == 0) job.progress = [&log](const PrepareProgress& progress) { log.Tell(progress); };
  const PrepareResult result = PrepareCorpus(job);
  if (group.rank != 0) return;
  if (result.already_finished && !arguments.diagnostics.empty()) {
    fmt::print("{} was not written: it comes of reading the source. Remove {} first.\n", arguments.diagnostics,
               arguments.output);
  }
  fmt::print("{}", AccountingToText(result.manifest));
  const ShardCounts totals = result.manifest.Totals();
  fmt::print("{} {}: {} documents, {} segments, {} tokens\n", arguments.output,
             result.already_finished ? "was finished before, nothing was done" : "is ready", totals.documents,
             totals.segments, totals.tokens);
}

void Preview(const DocumentReader& reader, std::uint64_t most) {
  NamedCounts dropped;
  const std::uint64_t shown =
      ReadFirst(reader, most, dropped, [](const Document& document) { fmt::print("{}\n", PreviewText(document)); });
  fmt::print("{} documents shown, nothing was written", shown);
  for (const auto& [fate, count] : dropped) fmt::print("; {}: {}", fate, count);
  fmt::print("\n");
}

void PrepareOnAllRanks(const PrepareArguments& arguments, const std::vector<std::string>& inputs,
                       const ReaderFactory& make_reader) {
  if (arguments.preview > 0) return Preview(*make_reader(), arguments.preview);
  OnAllRanks([] { return CommunicationOptions{.deadline_s = kWeek_s}; },
             [&](Communicator& communicator) {
               RequireSameOnAllRanks(communicator, [&] {
                 return RankFacts{CommandLineFact({"--input", "--vocab", "--threads"}),
                                  SampledFilesFact("data", inputs),
                                  SampledFilesFact("vocabulary", {arguments.tokenizer.vocabulary})};
               });
               const WorkGroup group{communicator.Rank(), communicator.Size(), [&] { communicator.Barrier(); }};
               Prepare(arguments, make_reader, group);
             });
}

Verb AddSource(Verb prepare, const char* name, const char* what, const std::shared_ptr<PrepareArguments>& arguments) {
  Verb command = prepare.Add(name, what);
  PrepareOptions& options = arguments->options;
  options.threads = 0;
  VerbOption vocabulary = AddVocabularyOption(command, arguments->tokenizer);
  VerbOption output =
      command.Option("--output", arguments->output, "Folder to write; an unfinished one is continued").Required();
  command
      .OptionCall<std::uint64_t>(
          "--preview",
          [=](const std::uint64_t& most) {
            arguments->preview = most;
            vocabulary.Required(false);
            output.Required(false);
          },
          "Show so many documents, their links and what was left out of them, and write nothing")
      .Range(1, 1000000);
  command.Option("--diagnostics", arguments->diagnostics,
                 "Also write this file: a JSON line a document, what was left out of it and why");
  AddNormalizerOptions(command, arguments->tokenizer);
  command.Option("--held-out", options.held_out_fraction, "Share of the documents kept out of training")
      .Between(0.0, 1.0)
      .ShowDefault();
  command.Option("--max-segment-tokens", options.max_segment_tokens, "A longer sentence is cut into such windows")
      .Range(1, 65536)
      .ShowDefault();
  command.Option("--shard-tokens", options.shard_tokens, "A shard ends with the document that brings it there")
      .Between(1.0, 4294967296.0)
      .ShowDefault();
  command.Option("--min-tokens", options.min_tokens, "Drop documents of fewer tokens").Range(1, 1 << 30).ShowDefault();
  command
      .OptionCall<std::string>(
          "--duplicates", [&options](const std::string& fate) { options.drop_duplicates = fate == "drop"; },
          "keep or drop documents whose text an earlier one has; kept ones share its side of the split")
      .OneOf({"keep", "drop"})
      .ShowDefault("keep");
  command
      .Option("--near-duplicates", options.near_duplicates,
              "Share of common five-word shingles from which on two documents are duplicates too, such as 0.8")
      .Between(0.1, 1.0);
  command
      .Option("--lexical-links", options.lexical_links,
              "Also link each document to so many that are most similar by TF-IDF, such as 5")
      .Range(1, 1000);
  command.Option("--threads", options.threads, "Threads of each rank; default: its share of the cores").Range(1, 1024);
  return command;
}

void AddDictd(Verb prepare) {
  struct DictdArguments : PrepareArguments {
    std::string input;
    DictdOptions reader;
  };
  const auto arguments = std::make_shared<DictdArguments>();
  Verb command = AddSource(prepare, "dictd", "A dictd dictionary; {cross references} are its links", arguments);
  command.Option("--input", arguments->input, "The dictionary without extension: /usr/share/dictd/foldoc").Required();
  command.Flag("--drop-subject-tags", arguments->reader.drop_subject_tags,
               "Take the subject, such as \"<networking>\", that begins an entry or a sense out of its text");
  command.Call([arguments] {
    const std::string& input = arguments->input;
    PrepareOnAllRanks(*arguments, {input + ".index", input + ".dict.dz", input + ".dict"},
                      [&] { return std::make_unique<DictdReader>(input, arguments->reader); });
  });
}

void AddJsonl(Verb prepare) {
  struct JsonlArguments : PrepareArguments {
    std::vector<std::string> inputs;
  };
  const auto arguments = std::make_shared<JsonlArguments>();
  Verb command = AddSource(prepare, "jsonl", "JSON Lines of documents with links (docs/formats.md)", arguments);
  command.Option("--input", arguments->inputs, "Files, also .gz, .bz2 or .zst, or - ; their order is the corpus's")
      .Required();
  command.Call([arguments] {
    PrepareOnAllRanks(*arguments, arguments->inputs, [&] { return std::make_unique<JsonlReader>(arguments->inputs); });
  });
}

// Options of what a dump has and WikiExtractor's files have no more.
constexpr std::array<const char*, 6> kDumpOptions = {"--templates", "--namespaces",          "--variant",
                                                     "--math",      "--keep-disambiguation", "--tolerate-truncation"};

std::unique_ptr<DocumentReader> MakeWikipediaReader(Verb command, const std::vector<std::string>& inputs,
                                                    const WikipediaOptions& options) {
  if (!WikiextractorReader::Recognizes(inputs.front())) return std::make_unique<WikipediaReader>(inputs, options);
  std::vector<std::string> given;
  std::ranges::copy_if(kDumpOptions, std::back_inserter(given), [&](auto* name) { return command.Given(name); });
  if (!given.empty()) {
    throw Fail(
        ErrorCode::kUsage,
        "{}: {}: is what WikiExtractor wrote, where nothing is left for {} to do. Name the dump, or leave {} out.",
        fmt::join(given, ", "), inputs.front(), given.size() == 1 ? "it" : "them", given.size() == 1 ? "it" : "them");
  }
  return std::make_unique<WikiextractorReader>(inputs, options.limit);
}

void AddWikiTextOptions(Verb command, WikipediaOptions& options) {
  command
      .OptionCall<std::string>(
          "--math",
          [&math = options.math](const std::string& name) {
            for (const MathText text : {MathText::kDrop, MathText::kPlaceholder, MathText::kSource}) {
              if (name == NameOf(text)) math = text;
            }
          },
          "What <math>, <ce> and <chem> become: nothing (drop), the word \"formula\" (placeholder), TeX (source)")
      .OneOf({"drop", "placeholder", "source"})
      .ShowDefault("drop");
  command
      .Option("--namespaces", options.namespaces,
              "Whose pages become documents: numbers or names of the dump's own, such as 0,102,Cookbook")
      .SplitAtCommas()
      .ShowDefault("0");
  command.Option("--variant", options.variant,
                 "Of the dump's language, such as zh-hant: whose text of -{...}- is taken; default: the main one");
}

// How much is read of dumps that hold `units`.
template <typename ReaderOptions>
void AddExtentOptions(Verb command, const char* units, ReaderOptions& reader) {
  command.Option("--limit", reader.limit, fmt::format("Only so many {} from the beginning, to try things", units));
  command.Flag("--tolerate-truncation", reader.tolerate_truncation,
               "Take what is whole of a file that is cut off or damaged");
}

void AddWikipedia(Verb prepare) {
  struct WikipediaArguments : PrepareArguments {
    std::vector<std::string> inputs;
    WikipediaOptions reader;
  };
  const auto arguments = std::make_shared<WikipediaArguments>();
  Verb command =
      AddSource(prepare, "wikipedia", "A MediaWiki dump, such as enwiki-latest-pages-articles.xml.bz2", arguments);
  command
      .Option("--input", arguments->inputs,
              ".xml, .bz2, .gz, .zst files, or - ; or what WikiExtractor wrote with --json --links")
      .Required();
  AddExtentOptions(command, "pages", arguments->reader);
  command.Flag("--keep-disambiguation", arguments->reader.disambiguation,
               "Keep pages that only tell names apart as documents");
  command.Option("--templates", arguments->reader.templates,
                 "Rules of templates that go before the shipped ones (docs/wikipedia.md has the syntax)");
  AddWikiTextOptions(command, arguments->reader);
  command.Call([command, arguments] {
    PrepareOnAllRanks(*arguments, arguments->inputs,
                      [&] { return MakeWikipediaReader(command, arguments->inputs, arguments->reader); });
  });
}

void AddPubmed(Verb prepare) {
  struct PubmedArguments : PrepareArguments {
    std::vector<std::string> inputs;
    PubmedOptions reader;
  };
  const auto arguments = std::make_shared<PubmedArguments>();
  Verb command = AddSource(prepare, "pubmed",
                           "PubMed's baseline and update files, or PMC articles; citations are the links", arguments);
  command
      .Option("--input", arguments->inputs,
              ".xml, .gz, .nxml, .tar.gz files, or - ; of a PMID's records the last version counts")
      .Required();
  AddExtentOptions(command, "records", arguments->reader);
  command.Call([arguments] {
    PrepareOnAllRanks(*arguments, arguments->inputs,
                      [&] { return std::make_unique<PubmedReader>(arguments->inputs, arguments->reader); });
  });
}

}  // namespace

void AddPrepareCommand(Verb app) {
  Verb command = app.Add("prepare", "Raw files to a corpus folder: HDF5 shards and the link graph");
  command.Group("data");
  command.NeedsVerb();
  AddDictd(command);
  AddJsonl(command);
  AddPubmed(command);
  AddWikipedia(command);
  command.Footer(
      "Example: linkbert prepare dictd --input /usr/share/dictd/foldoc --vocab vocab.txt --output corpora/foldoc");
}

}  // namespace linkbert
