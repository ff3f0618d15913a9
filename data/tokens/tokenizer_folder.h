// The tokenizer of a Hugging Face folder, read from whichever of its files are there, and written in all of them.
//
// Flow: vocab.txt, tokenizer.json, tokenizer_config.json, added_tokens.json, special_tokens_map.json -> [LoadTokenizer]
// -> Vocabulary + NormalizerOptions -> WordPieceTokenizer; back by TokenizerFiles. What two files say differently is an
// error that names both. Errors: kInput naming file, key, seen and wanted.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "data/tokens/normalizer_options.h"
#include "data/tokens/vocabulary.h"

namespace linkbert {

inline constexpr char kVocabularyFile[] = "vocab.txt";
inline constexpr char kTokenizerFile[] = "tokenizer.json";
inline constexpr char kTokenizerConfigFile[] = "tokenizer_config.json";
inline constexpr char kAddedTokensFile[] = "added_tokens.json";
inline constexpr char kSpecialTokensFile[] = "special_tokens_map.json";
inline constexpr char kConfigFile[] = "config.json";
inline constexpr char kGoogleConfigFile[] = "bert_config.json";  // of the checkpoints that Google's scripts write

struct LoadedTokenizer {
  Vocabulary vocabulary;
  NormalizerOptions normalizer;
};

// True where the folder has a vocab.txt or a tokenizer.json.
bool HoldsTokenizer(const std::string& folder);

// The normaliser: what tokenizer_config.json says, then tokenizer.json, then BERT's default (uncased). Where the class
// named is one that `transformers` builds of tokenizer.json alone, that file alone counts. A folder of Google's scripts
// (bert_config.json, no config.json) has vocab.txt alone, and its name said whether it is cased: there it is where a
// hundredth of the pieces have capital letters, which an uncased tokenizer could never use.
LoadedTokenizer LoadTokenizer(const std::string& folder);

// What --vocab may name: such a folder, a tokenizer.json, or a vocab.txt, which says nothing of the normaliser.
LoadedTokenizer LoadTokenizerFrom(const std::string& path);

using NamedFile = std::pair<std::string, std::string>;  // name and content

// The folder's files, so that AutoTokenizer of any version makes the same tokenizer. max_length: tokens of an input.
std::vector<NamedFile> TokenizerFiles(const Vocabulary& vocabulary, const NormalizerOptions& normalizer,
                                      std::int64_t max_length);

}  // namespace linkbert
