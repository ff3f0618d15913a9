// TextFile: the texts to embed, JSON Lines of {"id", "text"}; and the lines of vectors made of them,
// {"id", "embedding"}.
//
// Flow: texts.jsonl -> [ReadTextFile] -> Embedder -> [VectorLine] -> out.jsonl; ids come back as they were, numbers as
// numbers. Errors: kInput naming file, line and field.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/embedding/embedder.h"

namespace linkbert {

struct TextFile {
  std::vector<nlohmann::json> ids;  // texts or whole numbers
  std::vector<std::string> texts;
};

TextFile ReadTextFile(const std::string& path);

// With a final newline. A text with one row has a list of numbers, of kNone a list of lists. Numbers are the shortest
// that read back as the same float.
std::string VectorLine(const nlohmann::json& id, const TextVectors& vectors, std::size_t text, Pooling pooling);

}  // namespace linkbert
