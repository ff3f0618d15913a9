#include "core/embedding/text_file.h"

#include <fmt/format.h>

#include <iterator>

#include "core/scoring/json_lines.h"

namespace linkbert {
namespace {

constexpr char kForm[] = R"({"id": ..., "text": ...})";

void AppendVector(std::span<const float> vector, std::string& line) {
  line += '[';
  for (std::size_t i = 0; i < vector.size(); ++i) {
    if (i > 0) line += ", ";
    fmt::format_to(std::back_inserter(line), "{}", vector[i]);
  }
  line += ']';
}

}  // namespace

TextFile ReadTextFile(const std::string& path) {
  TextFile file;
  ForEachJsonLine(path, kForm, [&](const JsonLine& line) {
    line.TextOrNumber("id");
    file.ids.push_back(line.Field("id"));
    file.texts.push_back(line.Text("text"));
  });
  return file;
}

std::string VectorLine(const nlohmann::json& id, const TextVectors& vectors, std::size_t text, Pooling pooling) {
  std::string line = "{\"id\": " + id.dump() + ", \"embedding\": ";
  if (pooling != Pooling::kNone) {
    AppendVector(vectors.Row(vectors.begin[text]), line);
  } else {
    for (std::size_t row = vectors.begin[text]; row < vectors.begin[text + 1]; ++row) {
      line += row == vectors.begin[text] ? "[" : ", ";
      AppendVector(vectors.Row(row), line);
    }
    line += "]";
  }
  return line + "}\n";
}

}  // namespace linkbert
