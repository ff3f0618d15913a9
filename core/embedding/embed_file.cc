#include "core/embedding/embed_file.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <optional>
#include <span>

#include "base/growing_file.h"
#include "core/model_folders/model_folder.h"
#include "core/ranks/choose_threads.h"
#include "distributed/communication/launch_environment.h"

namespace linkbert {
namespace {

constexpr std::size_t kTexts = 1024;  // embedded, and in memory as vectors, at a time

}  // namespace

EmbeddedFile EmbedFile(const EmbedFileRequest& request, const TextFile& file, Communicator& communicator,
                       const RankFacts& command_line) {
  at::set_num_threads(ChooseThreads(0, DetectLaunch().local_size));
  const std::string folder = ResolveModelFolder(request.embedding.model).path;
  RequireSameOnAllRanks(communicator, command_line, [&] {
    return RankFacts{FilesFact("data", {request.input}), ModelFact(folder)};
  });
  std::optional<GrowingFile> output;
  if (communicator.Rank() == 0) output.emplace(request.output);
  const ChosenEmbedding chosen = ChooseEmbedding(request.embedding);
  const Pooling pooling = chosen.options.pooling;
  Embedder embedder(chosen.folder, chosen.options);
  const std::span<const std::string> texts = file.texts;
  for (std::size_t begin = 0; begin < texts.size(); begin += kTexts) {
    const auto part = texts.subspan(begin, std::min(kTexts, texts.size() - begin));
    const TextVectors vectors = embedder.Embed(part, communicator);
    if (!output) continue;
    for (std::size_t i = 0; i < part.size(); ++i) output->Append(VectorLine(file.ids[begin + i], vectors, i, pooling));
  }
  if (output) output->Commit();
  return {.width = embedder.width(), .pooling = pooling, .said = chosen.said};
}

}  // namespace linkbert
