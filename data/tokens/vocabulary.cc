#include "data/tokens/vocabulary.h"

#include "base/atomic_file.h"
#include "base/error.h"
#include "data/tokens/text_line.h"
#include "data/tokens/utf8.h"

namespace linkbert {

Vocabulary Vocabulary::Load(const std::string& path) {
  const std::string text = ReadFile(path);
  if (text.empty()) throw Fail(ErrorCode::kInput, "{}: the vocabulary is empty, wanted one word piece a line.", path);
  std::vector<std::string> pieces;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = text.find('\n', begin);
    if (end == std::string::npos) end = text.size();
    std::size_t length = end - begin;
    if (length > 0 && text[end - 1] == '\r') --length;
    pieces.emplace_back(text, begin, length);
    if (!IsValidUtf8(pieces.back())) RequireUtf8(pieces.back(), fmt::format("{}:{}", path, pieces.size()));
    begin = end + 1;
  }
  return Vocabulary(std::move(pieces), path);
}

Vocabulary::Vocabulary(std::vector<std::string> pieces, const std::string& where) : pieces_(std::move(pieces)) {
  ids_.reserve(pieces_.size());
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    const auto [at, added] = ids_.emplace(pieces_[i], static_cast<std::int32_t>(i));
    if (!added) {
      throw Fail(ErrorCode::kInput, "{}:{}: the piece \"{}\" stands in line {} already; every piece must be unique.",
                 where, i + 1, pieces_[i], at->second + 1);
    }
  }
  const auto require = [&](const char* piece) {
    const std::int32_t id = Find(piece);
    if (id < 0)
      throw Fail(ErrorCode::kInput, "{}: the special piece {} is missing; is this a BERT vocab.txt?", where, piece);
    return id;
  };
  pad_ = require("[PAD]"), unknown_ = require("[UNK]"), cls_ = require("[CLS]");
  sep_ = require("[SEP]"), mask_ = require("[MASK]");
}

std::int32_t Vocabulary::Find(std::string_view piece) const {
  const auto at = ids_.find(piece);
  return at == ids_.end() ? -1 : at->second;
}

std::string Vocabulary::ToText() const {
  std::string text;
  for (const std::string& piece : pieces_) text.append(piece).push_back('\n');
  return text;
}

}  // namespace linkbert
