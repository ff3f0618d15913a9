// ModelTokenizer: the tokenizer of a model folder, as data/tokens/tokenizer_folder.h reads it.
//
// Owns the vocabulary. Immutable. Errors: kInput naming the file; a vocabulary larger than the model's table.
#pragma once
#include <string>
#include <vector>

#include "core/model/bert_config.h"
#include "data/tokens/tokenizer_folder.h"
#include "data/tokens/wordpiece.h"

namespace linkbert {

class ModelTokenizer {
 public:
  // With `more` added to its tokens; only they may go beyond the model's table.
  ModelTokenizer(const std::string& model_folder, const BertConfig& config, std::vector<AddedToken> more = {});
  ModelTokenizer(const ModelTokenizer&) = delete;

  const Vocabulary& vocabulary() const { return loaded_.vocabulary; }
  const NormalizerOptions& normalizer() const { return loaded_.normalizer; }
  const WordPieceTokenizer& tokenizer() const { return tokenizer_; }

 private:
  LoadedTokenizer loaded_;
  WordPieceTokenizer tokenizer_;  // looks into loaded_
};

// A tokenizer that a folder's must be equal to: equal ids must mean equal tokens, and equal texts equal ids.
struct WantedTokenizer {
  const Vocabulary& vocabulary;
  const NormalizerOptions& normalizer;
  std::string where;        // what it belongs to: a corpus, the model that a run began with
  std::string remedy = {};  // the last sentence of the error; empty: prepare it with that folder
};

// Throws kInput where the folder's tokenizer, with `more` added to its tokens, is another one, naming how they differ.
void RequireTokenizer(const std::string& folder, const WantedTokenizer& wanted, std::vector<AddedToken> more = {});

}  // namespace linkbert
