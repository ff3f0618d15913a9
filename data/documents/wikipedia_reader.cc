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
      item_count_(items_.item_count()) {
  if (options_.limit > 0) ApplyLimit();
}

// Counts pages from the beginning, so that the limit does not depend on how items are shared.
void WikipediaReader::ApplyLimit() {
  if (std::ranges::find(paths_, "-") != paths_.end()) {
    throw Fail(ErrorCode::kUsage, "--limit: standard input is read once; use head, or a file.");
  }
  std::uint64_t left = options_.limit;
  for (std::size_t item = 0; item < item_count_; ++item) {
    std::uint64_t pages = 0;
    NamedCounts dropped;
    items_.ReadItem(
        item, [&](std::string_view, const std::string&) { ++pages; }, dropped);
    if (pages >= left) {
      item_count_ = item + 1;
      last_item_pages_ = left;
      return;
    }
    left -= pages;
  }
}

NamedTexts WikipediaReader::Settings() const {
  NamedTexts settings{{"source", "wikipedia"}};
  for (std::size_t i = 0; i < paths_.size(); ++i) {
    settings.emplace_back(fmt::format("input {}", i), paths_[i] == "-" ? "standard input" : DescribeInput(paths_[i]));
  }
  if (options_.limit > 0) settings.emplace_back("limit", fmt::format("{}", options_.limit));
  if (options_.disambiguation) settings.emplace_back("disambiguation", "kept");
  return settings;
}

void WikipediaReader::ReadItem(std::size_t item, const DocumentSink& sink, NamedCounts& dropped) const {
  std::uint64_t left = item + 1 == item_count_ ? last_item_pages_ : UINT64_MAX;
  items_.ReadItem(
      item,
      [&](std::string_view record, const std::string& where) {
        if (left > 0) ReadPage(record, where, sink, dropped);
        left -= left > 0 ? 1 : 0;
      },
      dropped);
}

void WikipediaReader::ReadPage(std::string_view record, const std::string& where, const DocumentSink& sink,
                               NamedCounts& dropped) const {
  const std::optional<WikiPage> page = ParseWikiPage(record);
  if (!page) return Count(dropped, "malformed XML");
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
  WikiText text = ConvertWikitext(page->text, site_);
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
