// A document of a corpus, for people and programs: its names and split, its text by segments with tokens and links.
//
// Flow: Corpus -> [FindDocuments, DocumentToText, DocumentToJson] -> `linkbert inspect document`. The text is what the
// vocabulary's pieces say: an uncased corpus has no capitals. Pure; any thread.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/shards/corpus.h"

namespace linkbert {

// Those whose source id or title is `name`, in the corpus's order. Looks at every document.
std::vector<DocumentId> FindDocuments(const Corpus& corpus, std::string_view name);

// Titles that are `name` but for the case of ASCII letters, else those that hold it so; the first `most`.
std::vector<std::string> SimilarTitles(const Corpus& corpus, std::string_view name, std::size_t most);

// A line a segment: its number, tokens, and text with [[anchor -> title]] where a link begins.
std::string DocumentToText(const Corpus& corpus, DocumentId document);

// One object. Offsets of links count code points of their segment's text.
std::string DocumentToJson(const Corpus& corpus, DocumentId document);

}  // namespace linkbert
