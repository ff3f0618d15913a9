#include "data/tokens/added_token_matcher.h"

#include <utility>

#include "data/tokens/white_space.h"

namespace linkbert {
namespace {

unsigned char FirstByte(const AddedToken& token) { return static_cast<unsigned char>(token.content.front()); }

}  // namespace

AddedTokenMatcher::AddedTokenMatcher(std::vector<AddedToken> tokens) : tokens_(std::move(tokens)) {
  std::ranges::stable_sort(tokens_, [](const AddedToken& a, const AddedToken& b) {
    return std::pair(FirstByte(a), b.content.size()) < std::pair(FirstByte(b), a.content.size());
  });
  for (const AddedToken& token : tokens_) ++begin_[FirstByte(token) + std::size_t{1}];
  for (std::size_t byte = 0; byte < 256; ++byte) begin_[byte + 1] += begin_[byte];
  is_one_first_byte_ = !tokens_.empty() && FirstByte(tokens_.front()) == FirstByte(tokens_.back());
  if (is_one_first_byte_) first_byte_ = tokens_.front().content.front();
}

const AddedToken* AddedTokenMatcher::TokenAt(std::string_view text, std::size_t at) const {
  const std::size_t byte = static_cast<unsigned char>(text[at]);
  for (std::uint32_t i = begin_[byte]; i < begin_[byte + 1]; ++i) {
    if (text.substr(at).starts_with(tokens_[i].content)) return &tokens_[i];
  }
  return nullptr;
}

bool AddedTokenMatcher::FindNext(std::string_view text, std::size_t at, Match& match) const {
  if (tokens_.empty()) return false;
  for (;; ++at) {
    if (is_one_first_byte_) at = text.find(first_byte_, at);
    if (at >= text.size()) return false;
    if (const AddedToken* token = TokenAt(text, at)) {
      match = {token, at, at + token->content.size(), at + token->content.size()};
      return true;
    }
  }
}

bool AddedTokenMatcher::Widen(std::string_view text, std::size_t taken, Match& match) {
  const AddedToken& token = *match.token;
  const std::string_view before = text.substr(0, match.begin), behind = text.substr(match.end);
  if (token.single_word && (EndsWithWord(before) || BeginsWithWord(behind))) return false;
  if (token.lstrip) match.begin = WithoutSpaceBehind(before).size();
  match.begin = std::max(match.begin, taken);  // an earlier one may have taken that white space
  if (token.rstrip) match.end += SpaceInFront(behind);
  return match.begin < match.end;
}

}  // namespace linkbert
