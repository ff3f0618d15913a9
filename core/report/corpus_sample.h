// Some documents of a corpus to read: chosen so that links lead from one to another, each as a card.
//
// Flow: Corpus -> [ChooseDocuments] -> [DocumentCards] -> CorpusPage. Deterministic. Everything is escaped.
#pragma once
#include <string>
#include <vector>

#include "data/shards/corpus.h"
#include "data/shards/corpus_profile.h"

namespace linkbert::report {

// The most linked document and some spread evenly over the corpus, each followed by the first few it links to.
std::vector<DocumentId> ChooseDocuments(const Corpus& corpus, const CorpusProfile& profile);

// Text with links: to the cards of documents shown, with the title of the others.
std::string DocumentCards(const Corpus& corpus, const std::vector<DocumentId>& shown);

// The title, a link to its card if it is shown.
std::string DocumentName(const Corpus& corpus, DocumentId document, const std::vector<DocumentId>& shown);

}  // namespace linkbert::report
