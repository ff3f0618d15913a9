#include "data/sources/jsonl_reader.h"

#include <utility>

#include "base/error.h"

namespace linkbert {

JsonlReader::JsonlReader(std::vector<std::string> paths, std::uint64_t item_bytes)
    : lines_(std::move(paths), item_bytes) {}

NamedTexts JsonlReader::Settings() const {
  NamedTexts settings{{"source", "jsonl"}};
  AppendInputs(lines_.paths(), settings);
  return settings;
}

void JsonlReader::ReadItem(std::size_t item, const DocumentSink& sink, NamedCounts&) const {
  lines_.ReadItem(item, [&](const std::string& line, std::uint64_t byte) {
    const auto parse = [&] {
      try {
        return ParseJsonlDocument(line, lines_.Byte(item, byte));
      } catch (const Error&) {
        return ParseJsonlDocument(line, lines_.Line(item, byte));  // throws again, with the line's number
      }
    };
    sink(parse());
  });
}

void JsonlReader::AppendKeys(std::string_view target, std::vector<std::string>& keys) const {
  for (const char kind : {'i', 't'}) keys.emplace_back(1, kind).append(target);
}

}  // namespace linkbert
