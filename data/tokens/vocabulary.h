// Vocabulary: the tokens of a WordPiece model and their ids: the pieces of vocab.txt, id = line number, and behind them
// the added tokens that are no piece.
//
// Immutable after loading; safe from any thread. Load throws kInput with path and line for a duplicate, a line that is
// no piece, a missing special piece or an empty file.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "data/tokens/added_token.h"

namespace linkbert {

class Vocabulary {
 public:
  static constexpr std::size_t kMostPieceBytes = 4096;                       // a longer one is no word piece
  static constexpr std::uintmax_t kMostFileBytes = std::uintmax_t{1} << 30;  // nor is a larger file a tokenizer's

  // vocab.txt as Hugging Face reads it: UTF-8, one piece a line; white space at the end of a line is no part of it.
  static Vocabulary Load(const std::string& path);
  // Its lines, without an id for blank ones at the end.
  static std::vector<std::string> LoadPieces(const std::string& path);

  // Added tokens that are pieces keep the piece's id; the others must have the ids behind the pieces, in order, or none
  // (-1), which gives them the next one. The five special pieces are added tokens even where `added` does not say so.
  explicit Vocabulary(std::vector<std::string> pieces, std::vector<AddedToken> added, const std::string& where);
  explicit Vocabulary(std::vector<std::string> pieces, const std::string& where = "vocabulary")
      : Vocabulary(std::move(pieces), {}, where) {}

  Vocabulary(Vocabulary&&) = default;  // not copyable: ids_ looks into pieces_
  Vocabulary& operator=(Vocabulary&&) = default;

  std::int32_t size() const { return static_cast<std::int32_t>(pieces_.size()); }
  // Ids below are pieces of the WordPiece model, the lines of vocab.txt.
  std::int32_t base_size() const { return base_size_; }
  // A piece or an added token's content.
  const std::string& Piece(std::int32_t id) const { return pieces_[static_cast<std::size_t>(id)]; }
  // -1 where it is not in the vocabulary.
  std::int32_t Find(std::string_view piece) const;
  // True for "##...": a piece that goes on with the word begun before it.
  bool IsContinuation(std::int32_t id) const { return id < base_size_ && Piece(id).starts_with("##"); }

  std::int32_t pad_id() const { return pad_; }
  std::int32_t unknown_id() const { return unknown_; }
  std::int32_t cls_id() const { return cls_; }
  std::int32_t sep_id() const { return sep_; }
  std::int32_t mask_id() const { return mask_; }
  // One of the five, or another special added token.
  bool IsSpecial(std::int32_t id) const { return special_[static_cast<std::size_t>(id)]; }

  // By id, the five special pieces among them.
  const std::vector<AddedToken>& added() const { return added_; }
  // Nothing but the five special pieces, treated as BERT does.
  bool HasUsualAddedTokens() const { return usual_added_; }

  // The vocab.txt these pieces came from or would be written as.
  std::string ToText() const;

  // The same with `more`, of which those that are added tokens already are left as they are. No id is given away: a
  // piece keeps its own, the others get the next ones.
  Vocabulary WithAddedTokens(std::vector<AddedToken> more, const std::string& where) const;

  // Where this one and `other` first differ: "token 7 is "a", not "b""; empty where both give the same ids.
  std::string DifferenceFrom(const Vocabulary& other) const;

 private:
  void AddToken(AddedToken token, const std::string& where);
  void SettleSpecial(const std::string& where);

  std::vector<std::string> pieces_;
  std::unordered_map<std::string_view, std::int32_t> ids_;  // views into pieces_
  std::int32_t base_size_ = 0;
  std::vector<AddedToken> added_;
  std::vector<bool> special_;  // by id
  bool usual_added_ = true;
  std::int32_t pad_ = -1, unknown_ = -1, cls_ = -1, sep_ = -1, mask_ = -1;
};

}  // namespace linkbert
