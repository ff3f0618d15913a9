// `linkbert vocab`: trains a WordPiece vocabulary on texts, or takes a model's, and adds tokens.
#include <fmt/core.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/thread_pool.h"
#include "data/prepare/document_words.h"
#include "data/sources/dictd_reader.h"
#include "data/sources/jsonl_reader.h"
#include "data/tokens/added_token_json.h"
#include "data/tokens/line_source.h"
#include "data/tokens/tokenizer_folder.h"
#include "data/tokens/vocabulary.h"
#include "data/tokens/wordpiece_trainer.h"
#include "launch/commands/commands.h"
#include "launch/commands/tokenizer_arguments.h"

namespace linkbert {
namespace {

constexpr std::int64_t kMaxLength = 512;  // "model_max_length", BERT's

struct VocabArguments {
  std::string format;
  std::vector<std::string> inputs;
  std::string output;
  std::string from;  // whose vocabulary is taken instead of training one
  std::vector<std::string> add_tokens;
  TokenizerArguments tokenizer;
  int threads = 0;
  TrainerOptions trainer;
};

WordCounts CountInput(const VocabArguments& arguments) {
  const int threads = arguments.threads > 0 ? arguments.threads : AllowedCores();
  const NormalizerOptions normalizer = SettleNormalizer(arguments.tokenizer);
  if (arguments.format == "jsonl") return CountWords(JsonlReader(arguments.inputs), normalizer, threads);
  if (arguments.format == "text") return CountWords(LinesOf(arguments.inputs), normalizer, threads);
  WordCounts counts(normalizer);
  for (const std::string& input : arguments.inputs) {
    counts.Merge(CountWords(DictdReader(input, DictdOptions()), normalizer, threads));
  }
  return counts;
}

std::vector<AddedToken> TokensToAdd(const VocabArguments& arguments) {
  std::vector<AddedToken> tokens;
  for (const std::string& text : arguments.add_tokens) {
    for (AddedToken& token : ParseAddedTokens(text, "--add-tokens")) tokens.push_back(std::move(token));
  }
  return tokens;
}

LoadedTokenizer Train(const VocabArguments& arguments) {
  const WordCounts counts = CountInput(arguments);
  LoadedTokenizer made{Vocabulary(TrainVocabulary(counts, arguments.trainer)), counts.normalizer()};
  fmt::print("{} pieces ({}) from {} distinct words\n", made.vocabulary.size(), ToText(made.normalizer), counts.size());
  if (made.vocabulary.size() < arguments.trainer.size) {
    fmt::print("fewer than the {} asked for: no other pair of pieces occurs {} times\n", arguments.trainer.size,
               arguments.trainer.minimum_count);
  }
  return made;
}

LoadedTokenizer Take(const VocabArguments& arguments) {
  LoadedTokenizer taken = LoadTokenizerFrom(arguments.from);
  taken.normalizer = SettleNormalizer(arguments.tokenizer, taken.normalizer);
  return taken;
}

// Nothing is replaced but by the same.
void Write(const std::string& folder, const LoadedTokenizer& tokenizer) {
  const std::vector<NamedFile> files = TokenizerFiles(tokenizer.vocabulary, tokenizer.normalizer, kMaxLength);
  const auto path = [&](const std::string& name) { return (std::filesystem::path(folder) / name).string(); };
  for (const auto& [name, content] : files) {
    if (!std::filesystem::exists(path(name)) || ReadFile(path(name)) == content) continue;
    throw Fail(ErrorCode::kOutput, "{}: exists and is another vocabulary. Remove it, or name another folder.",
               path(name));
  }
  CreateFolders(folder);
  // vocab.txt last: it is the mark of a whole vocabulary.
  for (auto file = files.rbegin(); file != files.rend(); ++file) WriteFileAtomically(path(file->first), file->second);
}

void RequireOneSource(const VocabArguments& arguments) {
  const bool trains = !arguments.format.empty() || !arguments.inputs.empty();
  if (trains == arguments.from.empty() && arguments.format.empty() == arguments.inputs.empty()) return;
  throw Fail(ErrorCode::kUsage,
             "wanted either --format and --input, to train a vocabulary, or --from, to take one that exists.");
}

void RunVocab(const VocabArguments& arguments) {
  RequireOneSource(arguments);
  const std::vector<AddedToken> tokens = TokensToAdd(arguments);
  const LoadedTokenizer made = arguments.from.empty() ? Train(arguments) : Take(arguments);
  const LoadedTokenizer tokenizer{made.vocabulary.WithAddedTokens(tokens, "--add-tokens"), made.normalizer};
  Write(arguments.output, tokenizer);
  fmt::print("{}/vocab.txt: {} tokens, {}", arguments.output, tokenizer.vocabulary.size(),
             ToText(tokenizer.normalizer));
  const std::int32_t more = tokenizer.vocabulary.size() - made.vocabulary.size();
  fmt::print("{}\n", tokens.empty() ? "" : fmt::format("; {} of {} tokens to add are new", more, tokens.size()));
}

}  // namespace

void AddVocabCommand(Verb app) {
  const auto arguments = std::make_shared<VocabArguments>();
  Verb command = app.Add("vocab", "Train a WordPiece vocabulary, or add tokens to one");
  command.Group("data");
  command.Option("--format", arguments->format, "text (lines), dictd or jsonl (as prepare reads them)")
      .OneOf({"text", "dictd", "jsonl"});
  command.Option("--input", arguments->inputs, "Files to train on, dictionaries without extension; may be repeated");
  command.Option("--from", arguments->from, "Train nothing, take the vocabulary of a model's folder or a vocab.txt");
  command
      .Option("--add-tokens", arguments->add_tokens,
              "Tokens that are never cut, such as \"[SUBJ], [OBJ]\"; may be repeated; a list of objects says more "
              "of them (docs/formats.md)")
      .OneValueEach();
  command.Option("--output", arguments->output, "Folder that gets vocab.txt, tokenizer.json and tokenizer_config.json")
      .Required();
  command.Option("--size", arguments->trainer.size, "Pieces, the five special ones included")
      .Range(6, 1 << 24)
      .ShowDefault();
  command.Option("--alphabet", arguments->trainer.alphabet, "Most frequent characters to keep")
      .Range(1, 0x110000)
      .ShowDefault();
  command.Option("--min-count", arguments->trainer.minimum_count, "Join no pair that occurs less often")
      .Range(1, 1 << 30)
      .ShowDefault();
  AddNormalizerOptions(command, arguments->tokenizer);
  command.Option("--threads", arguments->threads, "Threads that count words; 0: every core allowed")
      .Range(0, 1024)
      .ShowDefault();
  command.Footer(
      "Example: linkbert vocab --format dictd --input /usr/share/dictd/foldoc --size 8000 --output vocabulary");
  command.Call([arguments] { RunVocab(*arguments); });
}

}  // namespace linkbert
