// WikiextractorReader: what WikiExtractor wrote with --json --links as documents: {"id", "title", "text"} a line, with
// <a href="Title">anchor</a> in the text, escaped as HTML or not.
//
// Flow: FILE... -> LineItems -> [WikiextractorReader] -> Document. A target is a title by the rules of
// data/wikitext/sites/wiki_site.h with English names; such files know no redirects. Errors: kInput naming file and
// byte. docs/wikipedia.md
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "data/documents/document_reader.h"
#include "data/documents/line_items.h"
#include "data/documents/record_limit.h"
#include "data/wikitext/sites/wiki_site.h"

namespace linkbert {

class WikiextractorReader : public DocumentReader {
 public:
  // limit: pages from the beginning; 0: all.
  explicit WikiextractorReader(std::vector<std::string> paths, std::uint64_t limit = 0,
                               std::uint64_t item_bytes = 32 << 20);

  // Whether the file begins as such a line does. False where it cannot be read.
  static bool Recognizes(const std::string& path);

  NamedTexts Settings() const override;
  std::size_t item_count() const override { return limit_.item_count(); }
  std::uint64_t ItemBytes(std::size_t item) const override { return lines_.ItemBytes(item); }
  void ReadItem(std::size_t item, const DocumentSink& sink, NamedCounts& dropped) const override;
  void AppendKeys(std::string_view target, std::vector<std::string>& keys) const override;
  bool RequiresLinks() const override { return true; }

 private:
  Document Parse(std::string_view line, const std::string& where) const;
  RecordLimit::ReadItem Lines() const;

  LineItems lines_;
  std::uint64_t limited_;
  WikiSite site_;
  RecordLimit limit_;
};

}  // namespace linkbert
