#include "data/sources/wikipedia_reader.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/error.h"
#include "data/wikitext/rule_examples.h"
#include "data/wikitext/wiki_page.h"
#include "data/wikitext/wikitext.h"

namespace linkbert {
namespace {

RecordFormat Pages() { return {{"page"}, "</mediawiki>"}; }

// "#REDIRECT [[Title]]", in whatever language, where a dump has no <redirect>.
std::optional<std::string_view> RedirectByText(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\n");
  if (begin == std::string_view::npos || text[begin] != '#') return std::nullopt;
  const std::string_view line = text.substr(begin, text.substr(begin).find('\n'));
  const std::size_t open = line.find("[["), close = line.find("]]");
  // Only the word stands before the link: a list item has a space behind its "#".
  if (open == std::string_view::npos || close == std::string_view::npos || open > 40 || line[1] == ' ') {
    return std::nullopt;
  }
  const std::string_view word = line.substr(1, open - 1);
  const std::size_t space = word.find_first_of(" :");
  if (space != std::string_view::npos && word.find_first_not_of(" :", space) != std::string_view::npos) {
    return std::nullopt;
  }
  return line.substr(open + 2, std::min(line.find('|', open), close) - open - 2);
}

void CountTemplates(const std::map<std::string, TemplateTally>& templates, Document& document) {
  for (const auto& [name, tally] : templates) {
    document.templates.emplace_back(name, tally.times);
    const TemplateFates<std::uint64_t> counts = {tally.kept, tally.not_covered, tally.words_kept, tally.words_dropped,
                                                 tally.words_lost};
    for (std::size_t fate = 0; fate < counts.size(); ++fate) {
      if (counts[fate] > 0) document.fates[fate].emplace_back(name, counts[fate]);
    }
  }
}

std::optional<RuleFile> UserRules(const std::string& path) {
  if (path.empty()) return std::nullopt;
  RuleFile rules = ReadRuleFile(path);
  CheckExamples(rules, true);
  return rules;
}

}  // namespace

WikipediaReader::WikipediaReader(std::vector<std::string> paths, WikipediaOptions options)
    : paths_(std::move(paths)),
      options_(std::move(options)),
      items_(paths_, Pages(), {.tolerate_truncation = options_.tolerate_truncation}),
      user_rules_(UserRules(options_.templates)),
      limit_(options_.limit, paths_, items_.item_count(), RecordsOf()) {
  if (paths_.empty()) throw Fail(ErrorCode::kUsage, "--input: wanted at least one file.");
  ReadSites();
}

void WikipediaReader::ReadSites() {
  std::vector<SiteInfo> infos;
  for (std::size_t file = 0; file < paths_.size(); ++file) {
    infos.push_back(ReadSiteInfo(items_.Head(file), paths_[file]));
    const SiteInfo& info = infos.back();
    if (!first_.said()) first_ = info;
    if (first_.database.empty()) first_.database = info.database;
    several_wikis_ = several_wikis_ || (!info.database.empty() && info.database != first_.database);
  }
  for (std::size_t file = 0; file < paths_.size(); ++file) {
    const SiteInfo& info = infos[file].said() ? infos[file] : first_;
    if (!rules_.contains(info.database)) rules_.emplace(info.database, MakeRules(info.database));
    // What the options ask for is compared with the head of standard input when it is there.
    sites_.push_back(paths_[file] == "-" ? WikiSite(SiteInfo{}, "-") : MakeSite(info, paths_[file]));
  }
}

WikiSite WikipediaReader::MakeSite(const SiteInfo& info, const std::string& path) const {
  SiteOptions options{.namespaces = options_.namespaces, .variant = options_.variant, .title_prefix = ""};
  if (several_wikis_) options.title_prefix = info.database + ":";
  return {info, path, options};
}

TemplateRules WikipediaReader::MakeRules(const std::string& database) const {
  return TemplateRules(database, user_rules_ ? &*user_rules_ : nullptr);
}

WikiSite WikipediaReader::SiteOfStream(std::string_view head) const {
  SiteInfo info = ReadSiteInfo(head, "-");
  if (!info.said()) info = first_;
  const bool same = info.database == first_.database || info.database.empty() || first_.database.empty();
  if (same || several_wikis_) return MakeSite(info, "-");
  throw Fail(ErrorCode::kInput, "-: standard input is of {}, the files are of {}. Give all of them as files.",
             info.database, first_.database);
}

NamedTexts WikipediaReader::Settings() const {
  NamedTexts settings{{"source", "wikipedia"}};
  AppendInputs(paths_, settings);
  if (options_.limit > 0) settings.emplace_back("limit", fmt::format("{}", options_.limit));
  if (options_.namespaces != WikipediaOptions().namespaces) {
    settings.emplace_back("namespaces", fmt::format("{}", fmt::join(options_.namespaces, ",")));
  }
  if (!options_.templates.empty()) settings.emplace_back("templates", DescribeInput(options_.templates));
  if (!options_.variant.empty()) settings.emplace_back("variant", options_.variant);
  if (options_.disambiguation) settings.emplace_back("disambiguation", "kept");
  if (options_.math != MathText::kDrop) settings.emplace_back("math", NameOf(options_.math));
  return settings;
}

RecordLimit::ReadItem WikipediaReader::RecordsOf() const {
  return [this](std::size_t item, const RecordItems::Sink& sink, NamedCounts& dropped) {
    items_.ReadItem(item, sink, dropped);
  };
}

void WikipediaReader::ReadItem(std::size_t item, const DocumentSink& sink, NamedCounts& dropped) const {
  const PageSinks sinks{sink, dropped};
  const std::size_t file = items_.ItemFile(item);
  std::optional<WikiSite> of_stream;
  std::optional<TemplateRules> rules_of_stream;
  const auto read = [&](std::size_t, const RecordItems::Sink& records, NamedCounts& lost) {
    items_.ReadItem(item, records, lost, [&](std::string_view head) {
      of_stream = SiteOfStream(head);
      rules_of_stream = MakeRules(of_stream->database());
    });
  };
  const auto page = [&](std::string_view record, const std::string& where) {
    const WikiSite& site = of_stream ? *of_stream : sites_[file];
    ReadPage(record, where, {site, of_stream ? *rules_of_stream : rules_.at(site.database())}, sinks);
  };
  limit_.Read(item, read, page, dropped);
}

void WikipediaReader::ReadPage(std::string_view record, const std::string& where, const Wiki& wiki,
                               const PageSinks& sinks) const {
  const auto& [sink, dropped] = sinks;
  const WikiSite& site = wiki.site;
  std::string problem;
  const std::optional<WikiPage> page = ParseWikiPage(record, &problem);
  if (!page) return sink(Unreadable("malformed XML", where, std::move(problem)));
  if (!site.Reads(page->space)) return Count(dropped, "other namespace");
  Document document;
  document.names = {site.PageTitle(page->title, page->space)};
  document.where = where;
  std::optional<std::string_view> redirect = RedirectByText(page->text);
  if (page->redirect && !page->redirect_to.empty()) redirect = page->redirect_to;
  if (redirect) {
    document.redirect_to = site.RedirectTarget(*redirect);
    if (document.redirect_to.empty()) return Count(dropped, "redirect out of the namespace");
    return sink(std::move(document));
  }
  if (!page->model.empty() && page->model != "wikitext") return Count(dropped, "not wikitext");
  const WikiContext context{
      .site = site, .rules = wiki.rules, .title = page->title, .space = page->space, .math = options_.math};
  WikiText text = ConvertWikitext(page->text, context);
  if (text.disambiguation && !options_.disambiguation) return Count(dropped, "disambiguation");
  document.id = several_wikis_ ? fmt::format("{}:{}", site.database(), page->id) : page->id;
  document.title = page->title;
  document.text = std::move(text.text);
  document.links = std::move(text.links);
  document.other_links = std::move(text.other_links);
  CountTemplates(text.templates, document);
  document.elements = std::move(text.elements);
  document.repaired = page->repaired;
  sink(std::move(document));
}

void WikipediaReader::AppendKeys(std::string_view target, std::vector<std::string>& keys) const {
  keys.emplace_back(target);  // a title already
}

}  // namespace linkbert
