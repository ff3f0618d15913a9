#include "data/tokens/piece_text.h"

namespace linkbert {

std::size_t AppendPiece(const Vocabulary& vocabulary, std::int32_t piece, std::string& text) {
  const bool continues = vocabulary.IsContinuation(piece);
  if (!text.empty() && !continues) text += ' ';
  const std::size_t begin = text.size();
  text.append(vocabulary.Piece(piece), continues ? 2 : 0);
  return begin;
}

std::string PlainText(const Vocabulary& vocabulary, std::span<const std::int32_t> pieces) {
  std::string text;
  for (const std::int32_t piece : pieces) AppendPiece(vocabulary, piece, text);
  return text;
}

}  // namespace linkbert
