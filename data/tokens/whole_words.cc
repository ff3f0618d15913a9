#include "data/tokens/whole_words.h"

#include <bit>

namespace linkbert {

WholeWords::WholeWords(const Vocabulary& vocabulary)
    : slots_(std::bit_ceil(2 * static_cast<std::size_t>(vocabulary.size()) + 1)), mask_(slots_.size() - 1) {
  for (std::int32_t id = 0; id < vocabulary.base_size(); ++id) {
    const std::string_view piece = vocabulary.Piece(id);
    if (vocabulary.IsContinuation(id) || piece.empty() || piece.size() > kMostBytes) continue;
    const Key key = KeyOf(piece);
    std::size_t at = Place(key);
    while (slots_[at].id >= 0) at = (at + 1) & mask_;
    slots_[at] = {key, id};
  }
}

}  // namespace linkbert
