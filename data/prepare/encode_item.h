// EncodeItem: the first stage of prepare: an item of the source as tokens, and what the later stages need of it.
//
// Flow: DocumentReader -> [EncodeItem] -> NamesPart, SignaturesPart, MarkupPart, DocumentsPart, TokenLists. What
// becomes no document is counted by fate. Memory: what it writes. Any thread. Errors: as the reader's, and kOutput.
#pragma once
#include <cstddef>

#include "data/documents/document_reader.h"
#include "data/prepare/near_duplicates.h"
#include "data/prepare/prepare_folder.h"
#include "data/prepare/prepare_progress.h"
#include "data/tokens/segmenter.h"

namespace linkbert {

struct EncodeRequest {
  const DocumentReader& reader;
  const PrepareFolder& folder;
  const Segmenter& segmenter;
  const DuplicateKeys& duplicate_keys;
  std::size_t min_tokens;  // a shorter document is "too short"
  StageProgress& progress;
  bool diagnostics = false;  // also write a line a document (data/documents/describe_document.h)
};

// Writes the item's work files; false if they lay there, those that this request asks for.
bool EncodeItem(const EncodeRequest& request, std::size_t item);

}  // namespace linkbert
