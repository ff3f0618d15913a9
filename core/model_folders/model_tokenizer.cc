#include "core/model_folders/model_tokenizer.h"

#include <utility>

#include "base/error.h"

namespace linkbert {
namespace {

LoadedTokenizer LoadFor(const std::string& folder, const BertConfig& config, std::vector<AddedToken> more) {
  LoadedTokenizer loaded = LoadTokenizer(folder);
  if (loaded.vocabulary.size() > config.vocab_size) {
    throw Fail(ErrorCode::kInput,
               "{}: its tokenizer has {} pieces, but the model's vocab_size is {}. Do both belong together?", folder,
               loaded.vocabulary.size(), config.vocab_size);
  }
  if (!more.empty()) loaded.vocabulary = loaded.vocabulary.WithAddedTokens(std::move(more), folder);
  return loaded;
}

}  // namespace

ModelTokenizer::ModelTokenizer(const std::string& model_folder, const BertConfig& config, std::vector<AddedToken> more)
    : loaded_(LoadFor(model_folder, config, std::move(more))),
      tokenizer_(loaded_.vocabulary, {.normalizer = loaded_.normalizer}) {}

void RequireTokenizer(const std::string& folder, const WantedTokenizer& wanted, std::vector<AddedToken> more) {
  LoadedTokenizer own = LoadTokenizer(folder);
  if (!more.empty()) own.vocabulary = own.vocabulary.WithAddedTokens(std::move(more), folder);
  std::string difference = own.vocabulary.DifferenceFrom(wanted.vocabulary);
  if (difference.empty() && own.normalizer == wanted.normalizer) return;
  if (difference.empty()) difference = fmt::format("{}; not {}", ToText(own.normalizer), ToText(wanted.normalizer));
  throw Fail(ErrorCode::kInput, "{}: its tokenizer of {} pieces is not that of {}, of {}: {}. {}", folder,
             own.vocabulary.size(), wanted.where, wanted.vocabulary.size(), difference,
             wanted.remedy.empty() ? fmt::format("Prepare {} with --vocab {}.", wanted.where, folder) : wanted.remedy);
}

}  // namespace linkbert
