// The words of a source's documents, for training a vocabulary on what `prepare` will read.
//
// Flow: DocumentReader -> [CountWords] -> TrainVocabulary. Only Document::text counts, as that is what is tokenized.
// Items are counted by `threads` threads; the result does not depend on their number. Throws what the reader throws.
#pragma once
#include "data/documents/document_reader.h"
#include "data/tokens/word_counts.h"

namespace linkbert {

WordCounts CountWords(const DocumentReader& reader, const NormalizerOptions& options, int threads);

}  // namespace linkbert
