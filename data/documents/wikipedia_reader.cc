#include "data/documents/wikipedia_reader.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/error.h"
#include "data/documents/wikitext/wiki_page.h"
#include "data/documents/wikitext/wikitext.h"

namespace linkbert {
namespace {

RecordFormat Pages() { return {{"page"}, "</mediawiki>"}; }

std::string CheckedHead(const RecordItems& items, const std::vector<std::string>& paths) {
  if (paths.empty()) throw Fail(ErrorCode::kUsage, "--input: wanted at least one file.");
  return items.Head();
}

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

}  // namespace

WikipediaReader::WikipediaReader(std::vector<std::string> paths, WikipediaOptions options)
    : paths_(std::move(paths)),
      options_(options),
      items_(paths_, Pages(), {.tolerate_truncation = options.tolerate_truncation}),
      site_(CheckedHead(items_, paths_), paths_[0]),
      limit_(options_.limit, paths_, items_.item_count(), RecordsOf()) {}

NamedTexts WikipediaReader::Settings() const {
  NamedTexts settings{{"source", "wikipedia"}};
  AppendInputs(paths_, settings);
  if (options_.limit > 0) settings.emplace_back("limit", fmt::format("{}", options_.limit));
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
  limit_.Read(
      item, RecordsOf(),
      [&](std::string_view record, const std::string& where) { ReadPage(record, where, sink, dropped); }, dropped);
}

void WikipediaReader::ReadPage(std::string_view record, const std::string& where, const DocumentSink& sink,
                               NamedCounts& dropped) const {
  std::string problem;
  const std::optional<WikiPage> page = ParseWikiPage(record, &problem);
  if (!page) return sink(Unreadable("malformed XML", where, std::move(problem)));
  if (page->space != 0) return Count(dropped, "other namespace");
  Document document;
  document.names = {site_.Title(page->title)};
  document.where = where;
  std::optional<std::string_view> redirect = RedirectByText(page->text);
  if (page->redirect && !page->redirect_to.empty()) redirect = page->redirect_to;
  if (redirect) {
    document.redirect_to = site_.Target(*redirect).title;
    if (document.redirect_to.empty()) return Count(dropped, "redirect out of the namespace");
    return sink(std::move(document));
  }
  if (!page->model.empty() && page->model != "wikitext") return Count(dropped, "not wikitext");
  WikiText text = ConvertWikitext(page->text, site_, options_.math);
  if (text.disambiguation && !options_.disambiguation) return Count(dropped, "disambiguation");
  document.id = page->id;
  document.title = page->title;
  document.text = std::move(text.text);
  document.links = std::move(text.links);
  document.other_links = std::move(text.other_links);
  document.templates.assign(text.templates.begin(), text.templates.end());
  document.elements = std::move(text.elements);
  document.repaired = page->repaired;
  sink(std::move(document));
}

void WikipediaReader::AppendKeys(std::string_view target, std::vector<std::string>& keys) const {
  keys.emplace_back(target);  // a title already
}

}  // namespace linkbert
