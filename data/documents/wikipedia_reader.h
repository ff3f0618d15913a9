// WikipediaReader: MediaWiki export files as documents: the pages of namespace 0, with redirects as further names.
//
// Flow: FILE... (.xml, .bz2, .gz, .zst, "-") -> RecordItems -> WikiPage -> ConvertWikitext -> [WikipediaReader] ->
// Document. A link's target is a title by the wiki's own rules (data/documents/wikitext/wiki_site.h), which the first
// file's <siteinfo> says. Errors: kInput naming file and byte for a file that is cut off or damaged; a page that is no
// XML is counted. docs/wikipedia.md
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/documents/document_reader.h"
#include "data/documents/record_items.h"
#include "data/documents/record_limit.h"
#include "data/documents/wikitext/clean_source.h"
#include "data/documents/wikitext/wiki_site.h"

namespace linkbert {

struct WikipediaOptions {
  std::uint64_t limit = 0;           // pages from the beginning, of any kind; 0: all
  bool tolerate_truncation = false;  // keep what is before a cut, and count it
  bool disambiguation = false;       // keep pages that only tell names apart
  MathText math = MathText::kDrop;   // what a formula becomes
};

class WikipediaReader : public DocumentReader {
 public:
  explicit WikipediaReader(std::vector<std::string> paths, WikipediaOptions options = {});

  NamedTexts Settings() const override;
  std::size_t item_count() const override { return limit_.item_count(); }
  std::uint64_t ItemBytes(std::size_t item) const override { return items_.ItemBytes(item); }
  void ReadItem(std::size_t item, const DocumentSink& sink, NamedCounts& dropped) const override;
  void AppendKeys(std::string_view target, std::vector<std::string>& keys) const override;
  bool RequiresLinks() const override { return true; }

 private:
  void ReadPage(std::string_view record, const std::string& where, const DocumentSink& sink,
                NamedCounts& dropped) const;
  RecordLimit::ReadItem RecordsOf() const;

  std::vector<std::string> paths_;
  WikipediaOptions options_;
  RecordItems items_;
  WikiSite site_;
  RecordLimit limit_;
};

}  // namespace linkbert
