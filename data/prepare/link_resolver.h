// ResolveLinks: turns the targets of a document's links from names into document numbers, and counts what became of
// them.
//
// Flow: UnresolvedDocument + NameTable -> [ResolveLinks] -> EncodedDocument -> ShardWriter. Pure; any thread.
#pragma once
#include "data/documents/document_reader.h"
#include "data/links/name_table.h"
#include "data/prepare/work_file.h"

namespace linkbert {

// Dangling links and links to the document itself are dropped; of unpositioned links to one target the first is kept.
EncodedDocument ResolveLinks(UnresolvedDocument&& document, std::uint32_t number, const DocumentReader& reader,
                             const NameTable& names, LinkAccounting& accounting);

}  // namespace linkbert
