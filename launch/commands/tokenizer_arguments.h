// The options that say which tokenizer a verb uses, declared once: --vocab, --cased, --strip-accents and the like.
//
// Flow: command line -> [TokenizerArguments] -> LoadedTokenizer or NormalizerOptions. Errors: kInput from the files.
#pragma once
#include <string>

#include "data/tokens/tokenizer_folder.h"
#include "launch/commands/verb.h"

namespace linkbert {

struct TokenizerArguments {
  std::string vocabulary;
  bool cased = false;
  std::string strip_accents, chinese_characters;  // "yes", "no", or empty: as usual
};

// --vocab, required.
VerbOption AddVocabularyOption(Verb command, TokenizerArguments& arguments);
// The rest.
void AddNormalizerOptions(Verb command, TokenizerArguments& arguments);

// `from` (a folder's, or BERT's uncased default) with what the command line says instead.
NormalizerOptions SettleNormalizer(const TokenizerArguments& arguments, NormalizerOptions from = {});
LoadedTokenizer LoadTokenizer(const TokenizerArguments& arguments);

}  // namespace linkbert
