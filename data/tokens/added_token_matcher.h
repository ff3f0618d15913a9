// AddedTokenMatcher: finds added tokens in a text, the leftmost and of those the longest, as Hugging Face does.
//
// Flow: Vocabulary's added tokens -> [AddedTokenMatcher] -> WordPieceTokenizer. A text without any byte that begins a
// token is passed over as fast as memory is read where all begin with one byte, as BERT's own do. Immutable; any
// thread.
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "data/tokens/added_token.h"

namespace linkbert {

class AddedTokenMatcher {
 public:
  // Of equal contents the first counts. Requires: no content is empty.
  explicit AddedTokenMatcher(std::vector<AddedToken> tokens);

  bool IsEmpty() const { return tokens_.empty(); }

  // Cuts the text: calls on_token(id, from, to) for every token, with the white space it takes, and
  // on_text(from, to) for what is before, between and behind them where that is not empty.
  template <typename OnText, typename OnToken>
  void Split(std::string_view text, OnText&& on_text, OnToken&& on_token) const {
    std::size_t taken = 0;
    Match match;
    for (std::size_t at = 0; FindNext(text, at, match); at = match.raw_end) {
      if (!Widen(text, taken, match)) continue;
      if (taken < match.begin) on_text(taken, match.begin);
      on_token(match.token->id, match.begin, match.end);
      taken = match.end;
    }
    if (taken < text.size()) on_text(taken, text.size());
  }

 private:
  struct Match {
    const AddedToken* token = nullptr;
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t raw_end = 0;  // without the white space that it takes
  };

  bool FindNext(std::string_view text, std::size_t at, Match& match) const;
  const AddedToken* TokenAt(std::string_view text, std::size_t at) const;
  // False where it may not stand there.
  static bool Widen(std::string_view text, std::size_t taken, Match& match);

  std::vector<AddedToken> tokens_;          // by first byte, then the longest first
  std::array<std::uint32_t, 257> begin_{};  // where the tokens of a first byte begin in tokens_
  char first_byte_ = '\0';                  // of all tokens
  bool is_one_first_byte_ = false;
};

}  // namespace linkbert
