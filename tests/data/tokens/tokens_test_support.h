// Helpers of the tests of data/tokens: word pieces in, encodings with code point offsets out.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/atomic_file.h"
#include "data/tokens/normalizer_options.h"
#include "data/tokens/utf8.h"
#include "data/tokens/wordpiece.h"
#include "tests/support/checkout.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {

using test::TemporaryFolder;
using Offsets = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

inline nlohmann::json ReadGolden(const std::string& name) {
  return nlohmann::json::parse(ReadFile(test::CheckoutPath("tests/golden/" + name)));
}

// The options that have this number: NumberOf's inverse.
inline NormalizerOptions OptionsOf(std::size_t number) {
  return {.lower_case = (number & 1) != 0,
          .strip_accents = (number & 2) != 0,
          .chinese_characters = (number & 4) != 0,
          .clean_text = (number & 8) != 0};
}

// The five special pieces, then `more`.
inline Vocabulary MakeVocabulary(const std::vector<std::string>& more) {
  std::vector<std::string> pieces = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
  pieces.insert(pieces.end(), more.begin(), more.end());
  return Vocabulary(std::move(pieces));
}

inline std::vector<std::string> PiecesOf(const Vocabulary& vocabulary, const Encoding& encoding) {
  std::vector<std::string> pieces;
  for (const std::int32_t id : encoding.ids) pieces.push_back(vocabulary.Piece(id));
  return pieces;
}

inline Offsets ByteOffsets(const Encoding& encoding) {
  Offsets offsets;
  for (std::size_t i = 0; i < encoding.ids.size(); ++i) offsets.emplace_back(encoding.begin[i], encoding.end[i]);
  return offsets;
}

inline Offsets CodePointOffsets(std::string_view text, const Encoding& encoding) {
  const std::vector<std::uint32_t> code_points = CodePointsBefore(text);
  Offsets offsets = ByteOffsets(encoding);
  for (auto& [begin, end] : offsets) begin = code_points[begin], end = code_points[end];
  return offsets;
}

}  // namespace linkbert
