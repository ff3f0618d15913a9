// tokenizer.json, in which Hugging Face's `tokenizers` keeps a whole tokenizer, of BERT's kind.
//
// Flow: tokenizer.json <-> pieces, added tokens, NormalizerOptions. Only BERT's form is read: WordPiece with "##" and
// [UNK], BertNormalizer, BertPreTokenizer, [CLS] A [SEP] B [SEP]; truncation and padding say nothing of the tokens and
// are passed over. Errors: kInput naming the file and the key, what was seen and what is wanted.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "data/tokens/normalizer_options.h"
#include "data/tokens/vocabulary.h"

namespace linkbert {

struct TokenizerJson {
  std::vector<std::string> pieces;  // by id; ids that no piece has are blank
  std::vector<AddedToken> added;
  NormalizerOptions normalizer;
};

// A file of JSON, an object. Throws kInput where it is anything else, or too large to be one of a tokenizer's.
nlohmann::json ReadJsonObject(const std::string& path);

TokenizerJson ReadTokenizerJson(const std::string& path);

// As transformers' save_pretrained writes it.
std::string TokenizerJsonText(const Vocabulary& vocabulary, const NormalizerOptions& normalizer);

}  // namespace linkbert
