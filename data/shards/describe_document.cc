#include "data/shards/describe_document.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/ascii.h"
#include "data/shards/document_text.h"
#include "data/tokens/utf8.h"

namespace linkbert {
namespace {

using Json = nlohmann::ordered_json;

DocumentText WholeText(const Corpus& corpus, DocumentId document) {
  return ReadDocumentText(corpus, document, std::numeric_limits<std::uint64_t>::max());
}

// A segment's part of the text, without the space between segments. A link belongs to the segment it begins in.
struct SegmentText {
  SegmentId segment;
  std::string_view text;
  std::vector<ShownLink> links;  // bytes of `text`
};

std::vector<SegmentText> Segments(const Corpus& corpus, DocumentId document, const DocumentText& whole) {
  std::vector<SegmentText> segments;
  const SegmentId first = corpus.DocumentSegments(document).begin;
  std::size_t link = 0;
  for (std::size_t i = 0; i < whole.segments.size(); ++i) {
    const bool last = i + 1 == whole.segments.size();
    std::size_t begin = whole.segments[i];
    const std::size_t end = last ? whole.text.size() : whole.segments[i + 1];
    if (begin < end && whole.text[begin] == ' ') ++begin;
    SegmentText segment{first + i, std::string_view(whole.text).substr(begin, end - begin), {}};
    for (; link < whole.links.size() && whole.links[link].begin < end; ++link) {
      ShownLink shown = whole.links[link];
      shown.begin -= begin;
      shown.end = std::min(shown.end, end) - begin;
      segment.links.push_back(shown);
    }
    segments.push_back(std::move(segment));
  }
  return segments;
}

std::string MarkedText(const Corpus& corpus, const SegmentText& segment) {
  std::string marked;
  std::size_t at = 0;
  for (const ShownLink& link : segment.links) {
    marked += segment.text.substr(at, link.begin - at);
    marked +=
        fmt::format("[[{} -> {}]]", segment.text.substr(link.begin, link.end - link.begin), corpus.Title(link.target));
    at = link.end;
  }
  return marked.append(segment.text.substr(at));
}

std::uint64_t TokenCount(const Corpus& corpus, DocumentId document) {
  std::uint64_t tokens = 0;
  const SegmentRange range = corpus.DocumentSegments(document);
  for (SegmentId segment = range.begin; segment < range.end; ++segment) tokens += corpus.SegmentLength(segment);
  return tokens;
}

std::uint64_t Links(const Corpus& corpus, DocumentId document) {
  std::uint64_t links = corpus.DocumentLinks(document).size();
  const SegmentRange range = corpus.DocumentSegments(document);
  for (SegmentId segment = range.begin; segment < range.end; ++segment) links += corpus.LinkTargets(segment).size();
  return links;
}

Json DocumentName(const Corpus& corpus, DocumentId document) {
  return {{"document", document},
          {"id", std::string(corpus.SourceId(document))},
          {"title", std::string(corpus.Title(document))}};
}

Json PiecesJson(const Corpus& corpus, SegmentId segment) {
  std::vector<std::int32_t> ids;
  corpus.AppendTokens(segment, ids);
  Json pieces = Json::array();
  for (const std::int32_t id : ids) pieces.push_back(corpus.vocabulary().Piece(id));
  return pieces;
}

Json SegmentJson(const Corpus& corpus, const SegmentText& segment) {
  const std::vector<std::uint32_t> characters = CodePointsBefore(segment.text);
  Json links = Json::array();
  for (const ShownLink& link : segment.links) {
    Json json = DocumentName(corpus, link.target);
    json["begin"] = characters[link.begin];
    json["end"] = characters[link.end];
    links.push_back(std::move(json));
  }
  return {{"text", std::string(segment.text)}, {"pieces", PiecesJson(corpus, segment.segment)}, {"links", links}};
}

}  // namespace

std::vector<DocumentId> FindDocuments(const Corpus& corpus, std::string_view name) {
  std::vector<DocumentId> found;
  for (std::uint64_t i = 0; i < corpus.document_count(); ++i) {
    const auto document = static_cast<DocumentId>(i);
    if (corpus.SourceId(document) == name || corpus.Title(document) == name) found.push_back(document);
  }
  return found;
}

std::vector<std::string> SimilarTitles(const Corpus& corpus, std::string_view name, std::size_t most) {
  const std::string wanted = InLowerAscii(name);
  std::vector<std::string> same, holding;
  for (std::uint64_t i = 0; i < corpus.document_count() && same.size() < most; ++i) {
    const std::string_view title = corpus.Title(static_cast<DocumentId>(i));
    const std::string lower = InLowerAscii(title);
    if (lower == wanted) {
      same.emplace_back(title);
    } else if (holding.size() < most && lower.find(wanted) != std::string::npos) {
      holding.emplace_back(title);
    }
  }
  return same.empty() ? holding : same;
}

std::string DocumentToText(const Corpus& corpus, DocumentId document) {
  const DocumentText whole = WholeText(corpus, document);
  std::string text = fmt::format("{}\n  document {}, id {}, {}, in-degree {}, {} tokens in {} segments, {} links\n",
                                 corpus.Title(document), document, corpus.SourceId(document),
                                 corpus.IsHeldOut(document) ? "held out" : "training", corpus.InDegree(document),
                                 TokenCount(corpus, document), whole.segments.size(), Links(corpus, document));
  if (!corpus.Subject(document).empty()) text += fmt::format("  subject: {}\n", corpus.Subject(document));
  for (const SegmentText& segment : Segments(corpus, document, whole)) {
    text += fmt::format("  {} ({} tokens): {}\n", segment.segment, corpus.SegmentLength(segment.segment),
                        MarkedText(corpus, segment));
  }
  for (const DocumentId target : corpus.DocumentLinks(document)) {
    text += fmt::format("  links to {} (document {})\n", corpus.Title(target), target);
  }
  return text;
}

std::string DocumentToJson(const Corpus& corpus, DocumentId document) {
  const DocumentText whole = WholeText(corpus, document);
  Json json = DocumentName(corpus, document);
  json["subject"] = std::string(corpus.Subject(document));
  json["held_out"] = corpus.IsHeldOut(document);
  json["in_degree"] = corpus.InDegree(document);
  json["tokens"] = TokenCount(corpus, document);
  json["segments"] = Json::array();
  for (const SegmentText& segment : Segments(corpus, document, whole)) {
    json["segments"].push_back(SegmentJson(corpus, segment));
  }
  json["links_without_place"] = Json::array();
  for (const DocumentId target : corpus.DocumentLinks(document)) {
    json["links_without_place"].push_back(DocumentName(corpus, target));
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace linkbert
