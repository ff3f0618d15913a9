// `linkbert vocab`: trains a WordPiece vocabulary on texts.
#include <fmt/core.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/thread_pool.h"
#include "data/documents/dictd_reader.h"
#include "data/documents/jsonl_reader.h"
#include "data/tokens/document_words.h"
#include "data/tokens/line_source.h"
#include "data/tokens/vocabulary.h"
#include "data/tokens/wordpiece_trainer.h"
#include "launch/commands/commands.h"

namespace linkbert {
namespace {

struct Arguments {
  std::string format;
  std::vector<std::string> inputs;
  std::string output;
  bool cased = false;
  int threads = 0;
  TrainerOptions trainer;
};

WordCounts CountInput(const Arguments& arguments) {
  const int threads = arguments.threads > 0 ? arguments.threads : AllowedCores();
  const bool lower_case = !arguments.cased;
  if (arguments.format == "jsonl") return CountWords(JsonlReader(arguments.inputs), lower_case, threads);
  if (arguments.format == "text") return CountWords(LinesOf(arguments.inputs), lower_case, threads);
  WordCounts counts(lower_case);
  for (const std::string& input : arguments.inputs) {
    counts.Merge(CountWords(DictdReader(input, DictdOptions()), lower_case, threads));
  }
  return counts;
}

void Run(const Arguments& arguments) {
  const WordCounts counts = CountInput(arguments);
  const Vocabulary vocabulary(TrainVocabulary(counts, arguments.trainer));
  CreateFolders(arguments.output);
  const std::string path = (std::filesystem::path(arguments.output) / "vocab.txt").string();
  if (std::filesystem::exists(path) && ReadFile(path) != vocabulary.ToText()) {
    throw Fail(ErrorCode::kOutput, "{}: exists and is another vocabulary. Remove it, or name another folder.", path);
  }
  WriteFileAtomically(path, vocabulary.ToText());
  fmt::print("{}: {} pieces ({}) from {} distinct words\n", path, vocabulary.size(),
             arguments.cased ? "cased" : "uncased", counts.size());
  if (vocabulary.size() < arguments.trainer.size) {
    fmt::print("fewer than the {} asked for: no other pair of pieces occurs {} times\n", arguments.trainer.size,
               arguments.trainer.minimum_count);
  }
}

}  // namespace

void AddVocabCommand(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("vocab", "Train a WordPiece vocabulary");
  command->group("data");
  command->add_option("--format", arguments->format, "text (lines), dictd or jsonl (as prepare reads them)")
      ->required()
      ->check(CLI::IsMember({"text", "dictd", "jsonl"}));
  command
      ->add_option("--input", arguments->inputs, "Files to train on, dictionaries without extension; may be repeated")
      ->required();
  command->add_option("--output", arguments->output, "Folder that gets vocab.txt")->required();
  command->add_option("--size", arguments->trainer.size, "Pieces, the five special ones included")
      ->check(CLI::Range(6, 1 << 24))
      ->capture_default_str();
  command->add_option("--alphabet", arguments->trainer.alphabet, "Most frequent characters to keep")
      ->check(CLI::Range(1, 0x110000))
      ->capture_default_str();
  command->add_option("--min-count", arguments->trainer.minimum_count, "Join no pair that occurs less often")
      ->check(CLI::Range(1, 1 << 30))
      ->capture_default_str();
  command->add_flag("--cased", arguments->cased, "Keep capitals and accents");
  command->add_option("--threads", arguments->threads, "Threads that count words; 0: every core allowed")
      ->check(CLI::Range(0, 1024))
      ->capture_default_str();
  command->footer(
      "Example: linkbert vocab --format dictd --input /usr/share/dictd/foldoc --size 8000 --output vocabulary");
  command->callback([arguments] { Run(*arguments); });
}

}  // namespace linkbert
