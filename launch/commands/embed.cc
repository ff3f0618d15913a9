// `linkbert embed`: texts to vectors, by all ranks together, in the input's order.
#include <fmt/core.h>

#include <memory>
#include <optional>

#include "core/embedding/embed_file.h"
#include "launch/commands/commands.h"
#include "launch/environment/all_ranks.h"

namespace linkbert {
namespace {

void RunEmbed(const EmbedFileRequest& request) {
  std::optional<TextFile> file;
  OnAllRanks(
      [&] {
        if (!request.embedding.pooling.empty()) ParsePooling(request.embedding.pooling);
        file = ReadTextFile(request.input);  // a mistake that every rank finds is reported once
        return CommunicationOptions();
      },
      [&](Communicator& communicator) {
        const EmbeddedFile embedded =
            EmbedFile(request, *file, communicator, {CommandLineFact({"--model", "--input", "--output"})});
        if (communicator.Rank() != 0) return;
        if (!embedded.said.empty()) fmt::print("{}\n", embedded.said);
        fmt::print("{}: {} texts, {} numbers each{}\n", request.output, file->texts.size(), embedded.width,
                   embedded.pooling == Pooling::kNone ? " token" : "");
      });
}

}  // namespace

void AddEmbedCommand(Verb app) {
  Verb command = app.Add("embed", "Texts to vectors of a model");
  command.Group("evaluate");
  const auto request = std::make_shared<EmbedFileRequest>();
  command
      .Option("--model", request->embedding.model,
              "A run's folder, a step folder, or a folder of Hugging Face or of a TensorFlow checkpoint")
      .Required();
  command.Option("--input", request->input, "JSON Lines of {\"id\",\"text\"}").Required();
  command
      .Option("--pooling", request->embedding.pooling,
              "cls: the first token; mean: of all tokens; pooler: its output; none: a vector a token; "
              "default: as a folder of sentence-transformers says, otherwise mean")
      .OneOf({"cls", "mean", "pooler", "none"});
  command
      .Option("--max-length", request->embedding.max_length,
              "Tokens a text, longer ones are cut; 0: as a folder of sentence-transformers says, otherwise the "
              "model's positions")
      .ShowDefault()
      .Range(0, 8192);
  command.Option("--output", request->output, "JSON Lines of {\"id\",\"embedding\"}, in the input's order").Required();
  command.Footer(
      "Example: mpirun -n 2 linkbert embed --model MODEL --input texts.jsonl --pooling mean --output vectors.jsonl");
  command.Call([request] { RunEmbed(*request); });
}

}  // namespace linkbert
