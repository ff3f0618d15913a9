#include "core/sharding/flat_pieces.h"

#include <algorithm>

namespace linkbert {
namespace {

std::int64_t BlocksOf(const FlatLayout::Entry& entry) { return (entry.range.size() + kNormBlock - 1) / kNormBlock; }

// Adds what `range`, which begins at slice_begin in the slice, has of the tensor's blocks.
void AddPieces(const FlatLayout::Entry& entry, FlatRange range, std::int64_t slice_begin, FlatPiece piece,
               std::vector<FlatPiece>& pieces) {
  const std::int64_t tensor = entry.range.begin, vector = piece.vector_begin;
  const std::int64_t end = std::min(entry.range.end, range.end);
  for (std::int64_t at = std::max(tensor, range.begin); at < end; at += piece.elements) {
    const std::int64_t block = (at - tensor) / kNormBlock;
    piece.flat_begin = at;
    piece.slice_begin = slice_begin + at - range.begin;
    piece.vector_begin = vector < 0 ? -1 : vector + at - tensor;
    piece.elements = std::min(end, tensor + (block + 1) * kNormBlock) - at;
    piece.block = static_cast<std::int32_t>(piece.first_block + block);
    pieces.push_back(piece);
  }
}

}  // namespace

std::int64_t BlockCount(const FlatLayout& layout) {
  std::int64_t blocks = 0;
  for (const FlatLayout::Entry& entry : layout.entries()) blocks += BlocksOf(entry);
  return blocks;
}

std::vector<FlatPiece> PiecesOf(const FlatParameters& parameters, const FlatSlice& slice) {
  std::vector<FlatPiece> pieces;
  FlatPiece piece{};
  std::size_t first = 0;  // range that is not yet behind the tensor
  for (const FlatLayout::Entry& entry : parameters.layout().entries()) {
    piece.vector_begin = parameters.VectorBegin(entry.spec.name);
    piece.blocks = static_cast<std::int32_t>(BlocksOf(entry));
    piece.decay = entry.spec.decay;
    while (first < slice.ranges.size() && slice.ranges[first].end <= entry.range.begin) ++first;
    for (std::size_t k = first; k < slice.ranges.size() && slice.ranges[k].begin < entry.range.end; ++k) {
      AddPieces(entry, slice.ranges[k], slice.begins[k], piece, pieces);
    }
    piece.first_block += piece.blocks;
  }
  for (FlatPiece& some : pieces) some.master_begin = parameters.ValuesAreMasters() ? some.flat_begin : some.slice_begin;
  return pieces;
}

}  // namespace linkbert
