// Word pieces as plain text again, for people: words and punctuation marks with a space between them.
// Pure; any thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "data/tokens/vocabulary.h"

namespace linkbert {

// Returns the byte of `text` at which the piece's own characters begin. A continuation is joined to what is before it.
std::size_t AppendPiece(const Vocabulary& vocabulary, std::int32_t piece, std::string& text);

std::string PlainText(const Vocabulary& vocabulary, std::span<const std::int32_t> pieces);

}  // namespace linkbert
