// DictdReader: a dictd dictionary as documents; {cross references} become links at their place in the text.
//
// Flow: DictdFile -> [DictdReader] -> Document. The text is the headword lines as one paragraph, then the entry with
// white space normalised and the braces of references taken away. A pair of braces whose content begins with white
// space or is empty is code or a set, and stays. Headwords are matched as dictd does: without regard to case (ASCII)
// and to the kind of white space. Entries "00-database..." describe the dictionary itself and are dropped as "meta".
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/documents/document_reader.h"
#include "data/sources/dictd_file.h"

namespace linkbert {

struct DictdOptions {
  // Take "<networking>" out of the text where it begins an entry or a further sense of it ("2. <language> ..."). The
  // subject of a document is the first such tag either way.
  bool drop_subject_tags = false;
};

class DictdReader : public DocumentReader {
 public:
  DictdReader(const std::string& path_without_extension, const DictdOptions& options);

  NamedTexts Settings() const override;
  std::size_t item_count() const override;
  void ReadItem(std::size_t item, const DocumentSink& sink, NamedCounts& dropped) const override;
  void AppendKeys(std::string_view target, std::vector<std::string>& keys) const override;

 private:
  Document Parse(std::size_t entry) const;

  DictdFile file_;
  DictdOptions options_;
  std::vector<std::string> ids_;  // by entry: the title, with "#2" and so on where titles repeat
  std::vector<std::string> titles_;
};

}  // namespace linkbert
