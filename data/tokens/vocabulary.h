// Vocabulary: the pieces of a WordPiece model and their ids, one piece a line of vocab.txt, id = line number.
//
// Immutable after loading; safe from any thread. Load throws kInput with path and line for a missing special piece, a
// duplicate or an empty file.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace linkbert {

class Vocabulary {
 public:
  // vocab.txt as Hugging Face writes it: UTF-8, one piece a line, a final newline or none.
  static Vocabulary Load(const std::string& path);
  explicit Vocabulary(std::vector<std::string> pieces, const std::string& where = "vocabulary");

  Vocabulary(Vocabulary&&) = default;  // not copyable: ids_ looks into pieces_
  Vocabulary& operator=(Vocabulary&&) = default;

  std::int32_t size() const { return static_cast<std::int32_t>(pieces_.size()); }
  const std::string& Piece(std::int32_t id) const { return pieces_[static_cast<std::size_t>(id)]; }
  // -1 where the piece is not in the vocabulary.
  std::int32_t Find(std::string_view piece) const;
  // True for "##...": a piece that goes on with the word begun before it.
  bool IsContinuation(std::int32_t id) const { return Piece(id).starts_with("##"); }

  std::int32_t pad_id() const { return pad_; }
  std::int32_t unknown_id() const { return unknown_; }
  std::int32_t cls_id() const { return cls_; }
  std::int32_t sep_id() const { return sep_; }
  std::int32_t mask_id() const { return mask_; }
  bool IsSpecial(std::int32_t id) const {
    return id == pad_ || id == unknown_ || id == cls_ || id == sep_ || id == mask_;
  }

  // The vocab.txt these pieces came from or would be written as.
  std::string ToText() const;

 private:
  std::vector<std::string> pieces_;
  std::unordered_map<std::string_view, std::int32_t> ids_;  // views into pieces_
  std::int32_t pad_ = -1, unknown_ = -1, cls_ = -1, sep_ = -1, mask_ = -1;
};

}  // namespace linkbert
