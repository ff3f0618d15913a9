// `linkbert embed`: texts to vectors, by all ranks together, in the input's order.
#include <ATen/Parallel.h>
#include <fmt/core.h>

#include <memory>
#include <optional>

#include "base/growing_file.h"
#include "core/embedding/sentence_folder.h"
#include "core/embedding/text_file.h"
#include "core/model_folders/model_folder.h"
#include "distributed/communication/launch_environment.h"
#include "launch/commands/commands.h"
#include "launch/commands/training_ranks.h"
#include "launch/environment/all_ranks.h"
#include "launch/environment/rank_facts.h"

namespace linkbert {
namespace {

constexpr std::size_t kTexts = 1024;  // embedded, and in memory as vectors, at a time

struct EmbedArguments {
  std::string model, input, output;
  std::string pooling;
  std::int64_t max_length = 0;
};

void Embed(const EmbedArguments& arguments, const TextFile& file, Communicator& communicator) {
  at::set_num_threads(ChooseThreads(0, DetectLaunch().local_size));
  const std::string folder = ResolveModelFolder(arguments.model).path;
  RequireSameOnAllRanks(communicator, [&] {
    return RankFacts{CommandLineFact({"--model", "--input", "--output"}), FilesFact("data", {arguments.input}),
                     ModelFact(folder)};
  });
  std::optional<GrowingFile> output;
  if (communicator.Rank() == 0) output.emplace(arguments.output);
  const ChosenEmbedding chosen = ChooseEmbedding({arguments.model, arguments.pooling, arguments.max_length});
  const Pooling pooling = chosen.options.pooling;
  Embedder embedder(chosen.folder, chosen.options);
  const std::span<const std::string> texts = file.texts;
  for (std::size_t begin = 0; begin < texts.size(); begin += kTexts) {
    const auto part = texts.subspan(begin, std::min(kTexts, texts.size() - begin));
    const TextVectors vectors = embedder.Embed(part, communicator);
    if (!output) continue;
    for (std::size_t i = 0; i < part.size(); ++i) output->Append(VectorLine(file.ids[begin + i], vectors, i, pooling));
  }
  if (!output) return;
  output->Commit();
  if (!chosen.said.empty()) fmt::print("{}\n", chosen.said);
  fmt::print("{}: {} texts, {} numbers each{}\n", arguments.output, texts.size(), embedder.width(),
             pooling == Pooling::kNone ? " token" : "");
}

void RunEmbed(const EmbedArguments& arguments) {
  std::optional<TextFile> file;
  OnAllRanks(
      [&] {
        if (!arguments.pooling.empty()) ParsePooling(arguments.pooling);
        file = ReadTextFile(arguments.input);  // a mistake every rank finds is told once
        return CommunicationOptions();
      },
      [&](Communicator& communicator) { Embed(arguments, *file, communicator); });
}

}  // namespace

void AddEmbedCommand(Verb app) {
  Verb command = app.Add("embed", "Texts to vectors of a model");
  command.Group("evaluate");
  const auto arguments = std::make_shared<EmbedArguments>();
  command
      .Option("--model", arguments->model,
              "A run's folder, a step folder, or a folder of Hugging Face or of a TensorFlow checkpoint")
      .Required();
  command.Option("--input", arguments->input, "JSON Lines of {\"id\",\"text\"}").Required();
  command
      .Option("--pooling", arguments->pooling,
              "cls: the first token; mean: of all tokens; pooler: its output; none: a vector a token; "
              "default: as a folder of sentence-transformers says, otherwise mean")
      .OneOf({"cls", "mean", "pooler", "none"});
  command
      .Option("--max-length", arguments->max_length,
              "Tokens a text, longer ones are cut; 0: as a folder of sentence-transformers says, otherwise the "
              "model's positions")
      .ShowDefault()
      .Range(0, 8192);
  command.Option("--output", arguments->output, "JSON Lines of {\"id\",\"embedding\"}, in the input's order")
      .Required();
  command.Footer(
      "Example: mpirun -n 2 linkbert embed --model MODEL --input texts.jsonl --pooling mean --output vectors.jsonl");
  command.Call([arguments] { RunEmbed(*arguments); });
}

}  // namespace linkbert
