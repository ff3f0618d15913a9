// EmbedFile: a file of texts to a file of vectors, by all ranks together, in the input's order.
//
// Collective. Memory: the texts, and the vectors of a thousand of them. The output appears whole or not at all. Errors:
// as thrown by the rooms.
#pragma once
#include <cstdint>
#include <string>

#include "core/embedding/sentence_folder.h"
#include "core/embedding/text_file.h"
#include "core/ranks/rank_facts.h"
#include "distributed/communication/communicator.h"

namespace linkbert {

struct EmbedFileRequest {
  EmbeddingRequest embedding;
  std::string input;   // as ReadTextFile read it
  std::string output;  // JSON Lines, written by rank 0
};

struct EmbeddedFile {
  std::int64_t width = 0;  // numbers a vector
  Pooling pooling = Pooling::kMean;
  std::string said;  // what the model's folder decides; otherwise empty
};

// texts: of request.input. command_line: what else all ranks must have in common.
EmbeddedFile EmbedFile(const EmbedFileRequest& request, const TextFile& texts, Communicator& communicator,
                       const RankFacts& command_line = {});

}  // namespace linkbert
