// PieceTrie: cuts a word into the longest pieces of a vocabulary from left to right, in time linear in its length.
//
// LinMaxMatch (Song, Salcianu, Song, Dopson, Zhou: "Fast WordPiece Tokenization", EMNLP 2021): a trie of the pieces
// whose nodes know, for the case that no edge fits, which pieces to give out and where to go on, so no byte is read
// twice. Stored as a double array. Works on bytes; pieces and words are valid UTF-8, so it never cuts inside a
// character. Immutable; safe from any thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "data/tokens/vocabulary.h"

namespace linkbert {

class PieceTrie {
 public:
  explicit PieceTrie(const Vocabulary& vocabulary);

  // Appends the ids of the word's pieces. False where no cut exists; `ids` then holds some pieces of a part of it.
  bool Match(std::string_view word, std::vector<std::int32_t>& ids) const;

  // Bytes that the piece covers in a word: without its "##".
  std::size_t PieceBytes(std::int32_t id) const { return piece_bytes_[static_cast<std::size_t>(id)]; }

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  static constexpr std::uint32_t kWordRoot = 0;          // at the beginning of a word
  static constexpr std::uint32_t kContinuationRoot = 1;  // behind a piece

  // The child of node n by byte b is slot n.base + b, if that slot's parent is n.
  struct Slot {
    std::uint32_t base = 0;
    std::uint32_t parent = kNone;
    std::uint32_t failure = kNone;
    std::uint32_t pops = 0;  // where in pops_ the pieces to give out on failure begin; -1 ends them
  };

  class Builder;
  std::vector<Slot> slots_;
  std::vector<std::int32_t> pops_;
  std::vector<std::uint32_t> piece_bytes_;  // by id
};

}  // namespace linkbert
