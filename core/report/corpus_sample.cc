#include "core/report/corpus_sample.h"

#include <fmt/core.h>

#include <algorithm>

#include "core/report/html.h"
#include "data/shards/document_text.h"

namespace linkbert::report {
namespace {

constexpr std::uint64_t kSpread = 4;         // documents from all over the corpus
constexpr std::size_t kFollowed = 3;         // links of each
constexpr std::uint64_t kSearched = 1000;    // documents, for one that has links
constexpr std::uint64_t kShownTokens = 220;  // of each document
constexpr std::size_t kListed = 20;          // links that are not in the shown text
constexpr std::size_t kTitleCharacters = 120;

bool Contains(const std::vector<DocumentId>& documents, DocumentId document) {
  return std::find(documents.begin(), documents.end(), document) != documents.end();
}

std::string Title(const Corpus& corpus, DocumentId document) {
  return Escape(Shorten(corpus.Title(document), kTitleCharacters));
}

// What the shown text does not link to: links without a place, and of those with one the ones further on. Each once.
std::vector<DocumentId> FurtherLinks(const Corpus& corpus, DocumentId document, const DocumentText& text) {
  const auto without_place = corpus.DocumentLinks(document);
  std::vector<DocumentId> targets(without_place.begin(), without_place.end());
  const auto in_text = [&](DocumentId target) {
    return std::any_of(text.links.begin(), text.links.end(),
                       [&](const ShownLink& link) { return link.target == target; });
  };
  const SegmentRange segments = corpus.DocumentSegments(document);
  for (SegmentId segment = segments.begin; segment < segments.end; ++segment) {
    for (const DocumentId target : corpus.LinkTargets(segment)) {
      if (!in_text(target) && !Contains(targets, target)) targets.push_back(target);
    }
  }
  return targets;
}

// The first documents that a reader of the card can go on to.
std::vector<DocumentId> FirstLinks(const Corpus& corpus, DocumentId document) {
  std::vector<DocumentId> targets;
  const auto add = [&](DocumentId target) {
    if (targets.size() < kFollowed && !Contains(targets, target)) targets.push_back(target);
  };
  const DocumentText text = ReadDocumentText(corpus, document, kShownTokens);
  for (const ShownLink& link : text.links) add(link.target);
  for (const DocumentId target : FurtherLinks(corpus, document, text)) add(target);
  return targets;
}

// A link in the text. The title of a document that is not shown is said unless the anchor is the title.
std::string LinkHtml(const Corpus& corpus, const ShownLink& link, std::string_view anchor,
                     const std::vector<DocumentId>& shown) {
  if (Contains(shown, link.target)) return fmt::format("<a href=\"#d{}\">{}</a>", link.target, Escape(anchor));
  const std::string title = link.is_title ? "" : fmt::format("<small> → {}</small>", Title(corpus, link.target));
  return fmt::format("<span class=\"away\">{}</span>{}", Escape(anchor), title);
}

std::string TextHtml(const Corpus& corpus, const DocumentText& document, const std::vector<DocumentId>& shown) {
  const std::string_view text = document.text;
  std::string html;
  std::size_t at = 0;
  for (const ShownLink& link : document.links) {
    html += Escape(text.substr(at, link.begin - at));
    html += LinkHtml(corpus, link, text.substr(link.begin, link.end - link.begin), shown);
    at = link.end;
  }
  html += Escape(text.substr(at));
  return document.whole ? html : html + " …";
}

std::string ListedLinks(const Corpus& corpus, const std::vector<DocumentId>& targets,
                        const std::vector<DocumentId>& shown) {
  if (targets.empty()) return "";
  std::string html;
  for (std::size_t i = 0; i < std::min(targets.size(), kListed); ++i) {
    html += (i > 0 ? "; " : "") + DocumentName(corpus, targets[i], shown);
  }
  if (targets.size() > kListed) html += fmt::format("; and {} more", targets.size() - kListed);
  return fmt::format("<p class=\"text\">Links to: {}</p>", html);
}

std::string Card(const Corpus& corpus, DocumentId document, const std::vector<DocumentId>& shown) {
  const DocumentFigures figures = FiguresOf(corpus, document);
  std::string note = fmt::format("{} tokens, {} in, {} out", FormatCount(static_cast<double>(figures.tokens)),
                                 FormatCount(figures.in_degree), FormatCount(figures.out_degree));
  if (!corpus.Subject(document).empty()) note += fmt::format(", subject {}", corpus.Subject(document));
  if (corpus.IsHeldOut(document)) note += ", held out";
  const DocumentText text = ReadDocumentText(corpus, document, kShownTokens);
  return fmt::format(
      "<article class=\"pair\" id=\"d{}\"><h4>{}</h4><p class=\"note\">{}</p><p class=\"text\">{}</p>{}</article>\n",
      document, Title(corpus, document), Escape(note), TextHtml(corpus, text, shown),
      ListedLinks(corpus, FurtherLinks(corpus, document, text), shown));
}

}  // namespace

std::vector<DocumentId> ChooseDocuments(const Corpus& corpus, const CorpusProfile& profile) {
  std::vector<DocumentId> chosen;
  const auto add = [&](DocumentId document) {
    if (!Contains(chosen, document)) chosen.push_back(document);
  };
  const auto add_with_links = [&](DocumentId document) {
    add(document);
    for (const DocumentId target : FirstLinks(corpus, document)) add(target);
  };
  if (!profile.most_linked.empty()) add_with_links(profile.most_linked.front().document);
  const std::uint64_t count = corpus.document_count();
  for (std::uint64_t i = 0; i < std::min(kSpread, count); ++i) {
    const std::uint64_t first = (2 * i + 1) * count / (2 * kSpread);
    std::uint64_t seed = first;
    while (seed < std::min(first + kSearched, count) && FirstLinks(corpus, static_cast<DocumentId>(seed)).empty())
      ++seed;
    add_with_links(static_cast<DocumentId>(seed < std::min(first + kSearched, count) ? seed : first));
  }
  return chosen;
}

std::string DocumentCards(const Corpus& corpus, const std::vector<DocumentId>& shown) {
  std::string html;
  for (const DocumentId document : shown) html += Card(corpus, document, shown);
  return html.empty() ? "" : fmt::format("<div class=\"pairs\">{}</div>\n", html);
}

std::string DocumentName(const Corpus& corpus, DocumentId document, const std::vector<DocumentId>& shown) {
  const std::string title = Title(corpus, document);
  return Contains(shown, document) ? fmt::format("<a href=\"#d{}\">{}</a>", document, title) : title;
}

}  // namespace linkbert::report
