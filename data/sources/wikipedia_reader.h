// WikipediaReader: MediaWiki export files as documents: pages of namespace 0, or of others that are asked for, with
// redirects as further names.
//
// Flow: FILE... (.xml, .bz2, .gz, .zst, "-") -> RecordItems -> WikiPage -> ConvertWikitext -> [WikipediaReader] ->
// Document. A link's target is a title by the wiki's own rules (data/wikitext/sites/wiki_site.h), which each file's
// head says; a file without one, such as a piece of a dump, takes those of the first that has one. Where the files'
// heads name several wikis, ids and titles begin with "enwiki:", so that a link stays in its wiki. Errors: kInput
// naming file and byte for a file that is cut off or damaged; kUsage for a namespace or variant that a file's wiki has
// not; kConfiguration for a file of rules; a page that is no XML is counted. docs/wikipedia.md
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/documents/document_reader.h"
#include "data/documents/record_items.h"
#include "data/documents/record_limit.h"
#include "data/wikitext/clean_source.h"
#include "data/wikitext/sites/wiki_site.h"
#include "data/wikitext/templates/template_rules.h"

namespace linkbert {

struct WikipediaOptions {
  std::uint64_t limit = 0;                      // pages from the beginning, of any kind; 0: all
  bool tolerate_truncation = false;             // keep what is before a cut, and count it
  bool disambiguation = false;                  // keep pages that only tell names apart
  std::vector<std::string> namespaces = {"0"};  // whose pages are read: numbers or names
  std::string variant = {};                     // of the language, whose text of -{...}- is taken; empty: the main one
  MathText math = MathText::kDrop;              // what a formula becomes
  std::string templates = {};                   // a file of rules of templates, which go before the shipped ones
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
  struct PageSinks {
    const DocumentSink& documents;
    NamedCounts& dropped;
  };
  struct Wiki {
    const WikiSite& site;
    const TemplateRules& rules;
  };
  void ReadSites();
  TemplateRules MakeRules(const std::string& database) const;
  WikiSite MakeSite(const SiteInfo& info, const std::string& path) const;
  WikiSite SiteOfStream(std::string_view head) const;
  void ReadPage(std::string_view record, const std::string& where, const Wiki& wiki, const PageSinks& sinks) const;
  RecordLimit::ReadItem RecordsOf() const;

  std::vector<std::string> paths_;
  WikipediaOptions options_;
  RecordItems items_;
  std::optional<RuleFile> user_rules_;
  SiteInfo first_;                              // of the first file that says it
  bool several_wikis_ = false;                  // the files are of
  std::vector<WikiSite> sites_;                 // of the files; of standard input it is read with its pages
  std::map<std::string, TemplateRules> rules_;  // by database
  RecordLimit limit_;
};

}  // namespace linkbert
