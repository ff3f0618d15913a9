// SentenceSettings: how a folder of sentence-transformers makes one vector of a text: its pooling, length, unit length.
//
// Flow: modules.json, sentence_bert_config.json, 1_Pooling/config.json -> [ReadSentenceSettings] -> EmbedderOptions.
// Errors: kInput naming file, key and value for a module or a pooling that is not known here: a vector made otherwise
// would be wrong in silence.
#pragma once
#include <optional>
#include <string>

#include "core/embedding/embedder.h"

namespace linkbert {

struct SentenceSettings {
  EmbedderOptions options;
  std::string text;  // for people: "pooling mean, at most 256 tokens, of length 1"
};

// Nothing where the folder has no modules.json.
std::optional<SentenceSettings> ReadSentenceSettings(const std::string& folder);

struct EmbeddingRequest {
  std::string model;
  std::string pooling;          // empty: the folder's, else the mean
  std::int64_t max_length = 0;  // 0: the folder's, else the model's positions
};

struct ChosenEmbedding {
  std::string folder;  // of the encoder
  EmbedderOptions options;
  std::string said;  // where the folder decides something; otherwise empty
};

// A pooling that is asked for is taken of the encoder itself: the folder's unit length belongs to its own pooling.
ChosenEmbedding ChooseEmbedding(const EmbeddingRequest& request);

}  // namespace linkbert
