// DocumentText: what a corpus holds of a document as text again, for people, with the places of its links.
//
// Flow: Corpus -> [ReadDocumentText] -> a page. The corpus knows where a link's anchor begins, not where it ends: it is
// taken to be the target's title where that stands there, else one word. Pure; any thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "data/shards/corpus.h"

namespace linkbert {

struct ShownLink {
  std::size_t begin = 0;  // bytes of the text
  std::size_t end = 0;    // exclusive; > begin
  DocumentId target = 0;
  bool is_title = false;  // the anchor is the target's title
};

struct DocumentText {
  std::string text;                   // words as the vocabulary has them
  std::vector<ShownLink> links;       // ascending, apart from each other
  std::vector<std::size_t> segments;  // the byte at which each segment begins; those that are not shown are missing
  bool whole = true;                  // false where the text is cut after a word
};

// About the first `most_tokens` tokens: the last word is whole.
DocumentText ReadDocumentText(const Corpus& corpus, DocumentId document, std::uint64_t most_tokens);

}  // namespace linkbert
