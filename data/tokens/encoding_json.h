// One Encoding as one line of JSON, for people and for other programs: {"ids":[..],"tokens":[..],"offsets":[[b,e],..]}.
//
// Flow: WordPieceTokenizer -> [EncodingToJson] -> `linkbert tokenize`. Offsets are Unicode code points of the text, end
// exclusive, as everywhere in JSON here. Pure. Pieces that are not UTF-8 are written with U+FFFD.
#pragma once
#include <string>
#include <string_view>

#include "data/tokens/vocabulary.h"
#include "data/tokens/wordpiece.h"

namespace linkbert {

struct EncodingFormat {
  bool offsets = false;  // add "offsets"
  bool special = false;  // put [CLS] in front and [SEP] behind, both with the offsets [0,0]
};

// `encoding` is that of `text`. No newline at the end.
std::string EncodingToJson(const Vocabulary& vocabulary, std::string_view text, const Encoding& encoding,
                           const EncodingFormat& format);

}  // namespace linkbert
