// ModelTokenizer: the tokenizer of a model folder: vocab.txt, and do_lower_case of tokenizer_config.json where it is
// there (Hugging Face's default otherwise: lower case).
//
// Owns the vocabulary. Immutable. Errors: kInput naming the file; a vocabulary larger than the model's table.
#pragma once
#include <string>

#include "core/model/bert_config.h"
#include "data/tokens/wordpiece.h"

namespace linkbert {

class ModelTokenizer {
 public:
  ModelTokenizer(const std::string& model_folder, const BertConfig& config);
  ModelTokenizer(const ModelTokenizer&) = delete;

  const Vocabulary& vocabulary() const { return vocabulary_; }
  bool lower_case() const { return tokenizer_.options().lower_case; }
  const WordPieceTokenizer& tokenizer() const { return tokenizer_; }

 private:
  Vocabulary vocabulary_;
  WordPieceTokenizer tokenizer_;  // looks into vocabulary_
};

}  // namespace linkbert
