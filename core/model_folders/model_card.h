// Model card: the README.md of an exported model, in the form Hugging Face's hub shows (front matter, then Markdown).
//
// Pure text from facts that are in the model's own files; nothing is claimed that was not recorded.
#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/checkpoint/checkpoint_format.h"

namespace linkbert {

// The line by which a folder is known to be an earlier export, that a new one may replace.
inline constexpr char kExportMark[] = "<!-- written by linkbert export -->";

struct ModelCardFacts {
  std::string name;
  nlohmann::json config;  // config.json
  std::int64_t parameters = 0;
  std::string weights_xxh3_128;        // of model.safetensors
  std::vector<std::string> unknown;    // tensors that transformers has no place for: the relation head
  std::optional<TrainingState> state;  // where the model came out of a checkpoint
};

std::string ModelCard(const ModelCardFacts& facts);

}  // namespace linkbert
