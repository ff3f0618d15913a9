#include "core/checkpoint/model_tokenizer.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/parse_json.h"
#include "core/checkpoint/checkpoint_format.h"

namespace linkbert {
namespace {

bool ReadLowerCase(const std::string& path) {
  if (!std::filesystem::exists(path)) return true;
  const auto config = ParseJson<nlohmann::json>(ReadFile(path), path, /*allow_exceptions=*/false);
  const auto value = config.is_object() ? config.value("do_lower_case", nlohmann::json(true)) : nlohmann::json();
  if (value.is_boolean()) return value.get<bool>();
  throw Fail(ErrorCode::kInput, "{}: do_lower_case is {}, wanted true or false.", path, value.dump());
}

Vocabulary ReadVocabulary(const std::string& path, const BertConfig& config) {
  Vocabulary vocabulary = Vocabulary::Load(path);
  if (vocabulary.size() <= config.vocab_size) return vocabulary;
  throw Fail(ErrorCode::kInput, "{}: {} pieces, but the model's vocab_size is {}. Do both belong together?", path,
             vocabulary.size(), config.vocab_size);
}

}  // namespace

ModelTokenizer::ModelTokenizer(const std::string& model_folder, const BertConfig& config)
    : vocabulary_(ReadVocabulary(model_folder + "/" + kVocabularyFile, config)),
      tokenizer_(vocabulary_, {.lower_case = ReadLowerCase(model_folder + "/" + kTokenizerConfigFile)}) {}

}  // namespace linkbert
