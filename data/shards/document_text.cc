#include "data/shards/document_text.h"

#include <algorithm>
#include <string_view>

#include "base/ascii.h"
#include "data/tokens/piece_text.h"

namespace linkbert {
namespace {

// Behind the title if it stands at `begin`, whatever its capitals and spaces; else 0.
std::size_t EndOfTitle(std::string_view text, std::size_t begin, std::string_view title) {
  std::size_t at = begin;
  for (const char c : title) {
    if (c == ' ') continue;
    while (at < text.size() && text[at] == ' ') ++at;
    if (at == text.size() || LowerAscii(text[at]) != LowerAscii(c)) return 0;
    ++at;
  }
  return at == text.size() || text[at] == ' ' ? at : 0;
}

void EndLinks(const Corpus& corpus, DocumentText& result) {
  std::vector<ShownLink> apart;
  for (ShownLink link : result.links) {
    if (!apart.empty() && link.begin < apart.back().end) continue;  // two links from one word: the first is shown
    link.end = EndOfTitle(result.text, link.begin, corpus.Title(link.target));
    link.is_title = link.end > link.begin;
    if (!link.is_title) link.end = std::min(result.text.find(' ', link.begin), result.text.size());
    if (link.end > link.begin) apart.push_back(link);
  }
  result.links = std::move(apart);
}

}  // namespace

DocumentText ReadDocumentText(const Corpus& corpus, DocumentId document, std::uint64_t most_tokens) {
  DocumentText result;
  std::vector<std::int32_t> tokens;
  std::uint64_t shown = 0;
  const SegmentRange segments = corpus.DocumentSegments(document);
  for (SegmentId segment = segments.begin; segment < segments.end && result.whole; ++segment) {
    tokens.clear();
    corpus.AppendTokens(segment, tokens);
    result.segments.push_back(result.text.size());
    const auto targets = corpus.LinkTargets(segment), places = corpus.LinkTokens(segment);
    std::size_t link = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (shown++ >= most_tokens && !corpus.vocabulary().IsContinuation(tokens[i])) {
        result.whole = false;
        break;
      }
      const std::size_t begin = AppendPiece(corpus.vocabulary(), tokens[i], result.text);
      for (; link < places.size() && places[link] <= i; ++link) result.links.push_back({begin, begin, targets[link]});
    }
  }
  EndLinks(corpus, result);
  return result;
}

}  // namespace linkbert
