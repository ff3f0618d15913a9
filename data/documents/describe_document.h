// What a reader made of a piece of its source, for people before a long run and for programs after it.
//
// Flow: Document -> [PreviewText] -> `prepare --preview`; Document -> [DiagnosticsLine] -> `prepare --diagnostics`.
// Links are as the source names them: what they lead to is known only once all documents are. Pure; any thread.
#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "data/documents/document.h"
#include "data/documents/document_reader.h"

namespace linkbert {

// Title, text with [[anchor -> target]], and what was left out.
std::string PreviewText(const Document& document);

// {"id","title","where","characters","links","targets","left_out_links","templates","elements"} or, of what could not
// be read, {"where","fate","problem"}; a redirect gives "". One line, with its end. characters: code points.
std::string DiagnosticsLine(const Document& document);

// Hands the first `most` documents that have text to the sink, in the source's order, and reads little more than them.
// What is counted instead of handed on is in `dropped`, as far as was read. Returns how many there were.
std::uint64_t ReadFirst(const DocumentReader& reader, std::uint64_t most, NamedCounts& dropped,
                        const std::function<void(const Document&)>& sink);

}  // namespace linkbert
