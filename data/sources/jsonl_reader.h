// JsonlReader: JSON Lines as documents: {"id", "title", "text", "links": [{"begin", "end", "target"} | "target"]}.
//
// Flow: FILE... -> [JsonlReader] -> Document. begin and end count Unicode code points; a target is a document's id or,
// where no id matches, a title. "id" may be a whole number; "title" defaults to the id, "links" to none; other keys are
// ignored, blank lines are not entries. Errors: kInput "file:line: field: seen, wanted" for the first bad line of an
// item.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "data/documents/document_reader.h"
#include "data/documents/line_items.h"

namespace linkbert {

class JsonlReader : public DocumentReader {
 public:
  // An item is the lines that begin within item_bytes of a file; the corpus does not depend on it.
  explicit JsonlReader(std::vector<std::string> paths, std::uint64_t item_bytes = 32 << 20);

  NamedTexts Settings() const override;
  std::size_t item_count() const override { return lines_.item_count(); }
  std::uint64_t ItemBytes(std::size_t item) const override { return lines_.ItemBytes(item); }
  void ReadItem(std::size_t item, const DocumentSink& sink, NamedCounts& dropped) const override;
  void AppendKeys(std::string_view target, std::vector<std::string>& keys) const override;

 private:
  LineItems lines_;
};

// One line as a document. `where` is "file:line". Throws kInput.
Document ParseJsonlDocument(const std::string& line, const std::string& where);

}  // namespace linkbert
