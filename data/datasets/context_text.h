// ContextText: a text by code points, as Python indexes it; answers' places are given so.
//
// Pure; the text must outlive it. Texts of ASCII alone need no table.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "data/tokens/utf8.h"

namespace linkbert {

// How many code points a UTF-8 text has.
inline std::uint64_t CodePoints(std::string_view text) {
  return static_cast<std::uint64_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

class ContextText {
 public:
  explicit ContextText(std::string_view text) : text_(text) {
    if (std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) return;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) starts_.push_back(i);
    }
    starts_.push_back(text.size());
  }

  // text[begin:] begins with `answer`; begin in code points, anything.
  bool HoldsAt(std::uint64_t begin, std::string_view answer) const {
    return text_.substr(Byte(begin)).starts_with(answer);
  }
  // text[begin:begin + length], as Python slices: what lies beyond the end is left out.
  std::string_view Slice(std::uint64_t begin, std::uint64_t length) const {
    const std::size_t first = Byte(begin);
    return text_.substr(first, Byte(begin + length) - first);
  }

 private:
  std::size_t Byte(std::uint64_t code_point) const {
    if (starts_.empty()) return static_cast<std::size_t>(std::min<std::uint64_t>(code_point, text_.size()));
    return starts_[static_cast<std::size_t>(std::min<std::uint64_t>(code_point, starts_.size() - 1))];
  }

  std::string_view text_;
  std::vector<std::size_t> starts_;  // the byte each code point begins at, and the end; empty: one byte each
};

}  // namespace linkbert
