// AddedToken: a string that is one token wherever it stands in a text, as Hugging Face's tokenizers have them beside
// their model: "[SEP]", or an entity marker such as "[SUBJ]".
//
// Plain data, under the names of tokenizer.json. Vocabulary settles the ids; AddedTokenMatcher finds them.
#pragma once
#include <cstdint>
#include <string>

namespace linkbert {

inline constexpr std::int64_t kMostTokenIds = 1 << 24;  // no vocabulary has more

struct AddedToken {
  std::string content;       // UTF-8, not empty
  std::int32_t id = -1;      // -1: not settled yet
  bool special = false;      // never masked, and no part of a text that people read
  bool single_word = false;  // not beside a letter, digit, mark or "_"
  bool lstrip = false;       // takes the white space before it
  bool rstrip = false;       // and behind it
  bool normalized = false;   // sought in the normalised text, normalised itself; otherwise in the text as it stands

  bool operator==(const AddedToken&) const = default;
};

}  // namespace linkbert
