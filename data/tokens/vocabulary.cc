#include "data/tokens/vocabulary.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/atomic_file.h"
#include "base/error.h"
#include "data/tokens/text_line.h"
#include "data/tokens/utf8.h"
#include "data/tokens/white_space.h"

namespace linkbert {
namespace {

constexpr std::array kSpecialPieces = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsUsual(const AddedToken& token) {
  AddedToken usual{.content = token.content, .id = token.id, .special = true};
  return token == usual && std::ranges::find(kSpecialPieces, token.content) != kSpecialPieces.end();
}

std::string Flags(const AddedToken& token) {
  return fmt::format("special {}, single_word {}, lstrip {}, rstrip {}, normalized {}", token.special,
                     token.single_word, token.lstrip, token.rstrip, token.normalized);
}

void RequireSize(const std::string& path) {
  std::error_code ignored;
  const std::uintmax_t bytes = std::filesystem::file_size(path, ignored);
  if (ignored || bytes <= Vocabulary::kMostFileBytes) return;
  throw Fail(ErrorCode::kInput, "{}: {} bytes, wanted one word piece a line and at most {}. Is it the right file?",
             path, bytes, Vocabulary::kMostFileBytes);
}

}  // namespace

std::vector<std::string> Vocabulary::LoadPieces(const std::string& path) {
  RequireSize(path);
  const std::string content = ReadFile(path);
  std::string_view text = content;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::vector<std::string> pieces;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    const std::string where = fmt::format("{}:{}", path, pieces.size() + 1);
    if (!IsValidUtf8(line)) RequireUtf8(line, where);
    if (line.size() > kMostPieceBytes) {
      throw Fail(ErrorCode::kInput,
                 "{}: a line of {} bytes, wanted one word piece a line, of at most {}. Is it the right file?", where,
                 line.size(), kMostPieceBytes);
    }
    pieces.emplace_back(WithoutSpaceBehind(line));
    begin = end + 1;
  }
  while (!pieces.empty() && pieces.back().empty()) pieces.pop_back();
  if (pieces.empty()) throw Fail(ErrorCode::kInput, "{}: the vocabulary is empty, wanted one word piece a line.", path);
  return pieces;
}

Vocabulary Vocabulary::Load(const std::string& path) { return Vocabulary(LoadPieces(path), path); }

Vocabulary::Vocabulary(std::vector<std::string> pieces, std::vector<AddedToken> added, const std::string& where)
    : pieces_(std::move(pieces)), base_size_(static_cast<std::int32_t>(pieces_.size())) {
  for (const char* piece : kSpecialPieces) {
    const auto is_given = [&](const AddedToken& token) { return token.content == piece; };
    if (std::ranges::none_of(added, is_given)) added.push_back({.content = piece, .id = -1, .special = true});
  }
  pieces_.reserve(pieces_.size() + added.size());  // ids_ looks into it
  ids_.reserve(pieces_.size() + added.size());
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    const auto [at, fresh] = ids_.emplace(pieces_[i], static_cast<std::int32_t>(i));
    if (fresh || pieces_[i].empty()) continue;  // blank lines only take ids
    throw Fail(ErrorCode::kInput, "{}:{}: the piece \"{}\" stands in line {} already. Remove one of them.", where,
               i + 1, pieces_[i], at->second + 1);
  }
  // Those without an id follow in their own order.
  std::ranges::stable_sort(added, {}, [](const AddedToken& token) { return static_cast<std::uint32_t>(token.id); });
  special_.resize(pieces_.size());
  for (AddedToken& token : added) AddToken(std::move(token), where);
  std::ranges::sort(added_, {}, &AddedToken::id);
  SettleSpecial(where);
}

void Vocabulary::AddToken(AddedToken token, const std::string& where) {
  const auto special = std::ranges::find(kSpecialPieces, token.content);
  const std::int32_t known = Find(token.content);
  if (special != kSpecialPieces.end() && known < 0) {
    throw Fail(ErrorCode::kInput, "{}: the special piece {} is missing. Is it a BERT vocabulary?", where, *special);
  }
  if (token.content.empty() || token.content.size() > kMostPieceBytes || !IsValidUtf8(token.content)) {
    throw Fail(ErrorCode::kInput, "{}: an added token of {} bytes, wanted UTF-8 of 1 to {}.", where,
               token.content.size(), kMostPieceBytes);
  }
  if (known >= base_size_) {
    throw Fail(ErrorCode::kInput, "{}: the added token \"{}\" is there twice. Remove one of them.", where,
               token.content);
  }
  const std::int32_t id = known >= 0 ? known : size();
  if (token.id >= 0 && token.id != id) {
    throw Fail(ErrorCode::kInput,
               "{}: the added token \"{}\" has id {}, wanted {}: a piece keeps its own, others follow the {} pieces "
               "without a gap.",
               where, token.content, token.id, id, base_size_);
  }
  token.id = id;
  if (known < 0) {
    pieces_.push_back(token.content);
    ids_.emplace(pieces_.back(), id);
    special_.push_back(false);
  }
  special_[static_cast<std::size_t>(id)] = token.special;
  usual_added_ = usual_added_ && IsUsual(token);
  added_.push_back(std::move(token));
}

void Vocabulary::SettleSpecial(const std::string& where) {
  pad_ = Find(kSpecialPieces[0]), unknown_ = Find(kSpecialPieces[1]), cls_ = Find(kSpecialPieces[2]);
  sep_ = Find(kSpecialPieces[3]), mask_ = Find(kSpecialPieces[4]);
  for (const std::int32_t id : {pad_, unknown_, cls_, sep_, mask_}) special_[static_cast<std::size_t>(id)] = true;
  for (std::size_t i = 1; i < added_.size(); ++i) {
    if (added_[i].id != added_[i - 1].id) continue;
    throw Fail(ErrorCode::kInput, "{}: the added token \"{}\" is there twice. Remove one of them.", where,
               added_[i].content);
  }
}

std::int32_t Vocabulary::Find(std::string_view piece) const {
  const auto at = ids_.find(piece);
  return at == ids_.end() ? -1 : at->second;
}

Vocabulary Vocabulary::WithAddedTokens(std::vector<AddedToken> more, const std::string& where) const {
  std::vector<AddedToken> added = added_;
  for (AddedToken& token : more) {
    const auto is_known = [&](const AddedToken& known) { return known.content == token.content; };
    if (std::ranges::none_of(added_, is_known)) added.push_back(std::move(token));
  }
  return Vocabulary({pieces_.begin(), pieces_.begin() + base_size_}, std::move(added), where);
}

std::string Vocabulary::ToText() const {
  std::string text;
  for (std::int32_t id = 0; id < base_size_; ++id) text.append(Piece(id)).push_back('\n');
  return text;
}

std::string Vocabulary::DifferenceFrom(const Vocabulary& other) const {
  for (std::int32_t id = 0; id < std::min(size(), other.size()); ++id) {
    if (Piece(id) != other.Piece(id))
      return fmt::format("token {} is \"{}\", not \"{}\"", id, Piece(id), other.Piece(id));
  }
  if (size() != other.size()) return fmt::format("it has {} tokens, not {}", size(), other.size());
  for (std::size_t i = 0; i < std::min(added_.size(), other.added_.size()); ++i) {
    const AddedToken &here = added_[i], &there = other.added_[i];
    if (here.id != there.id) {
      const bool ours = here.id < there.id;
      return fmt::format("\"{}\" is an added token {}", ours ? here.content : there.content,
                         ours ? "here alone" : "there alone");
    }
    if (here != there) return fmt::format("\"{}\" is {}; not {}", here.content, Flags(here), Flags(there));
  }
  if (added_.size() == other.added_.size()) return "";
  const bool ours = added_.size() > other.added_.size();
  const AddedToken& alone = ours ? added_[other.added_.size()] : other.added_[added_.size()];
  return fmt::format("\"{}\" is an added token {}", alone.content, ours ? "here alone" : "there alone");
}

}  // namespace linkbert
