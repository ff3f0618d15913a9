#include "data/tokens/tokenizer_json.h"

#include <filesystem>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/parse_json.h"
#include "data/tokens/added_token_json.h"
#include "data/tokens/white_space.h"

namespace linkbert {
namespace {

using Json = nlohmann::json;  // sorted: an ordered one of 30,000 keys takes a second to read
using OrderedJson = nlohmann::ordered_json;

std::string Shown(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace).substr(0, 120); }

const Json& At(const Json& json, const char* key) {
  static const Json kNothing;
  const auto at = json.is_object() ? json.find(key) : json.end();
  return json.is_object() && at != json.end() ? *at : kNothing;
}

void RequireValue(const std::string& path, const std::string& key, const Json& seen, const Json& wanted) {
  if (seen == wanted) return;
  throw Fail(ErrorCode::kInput, "{}: {} is {}, only {} is supported: it is no BERT tokenizer as this program knows it.",
             path, key, Shown(seen), Shown(wanted));
}

// A key that is missing or null means `wanted`, its default.
void RequireIfThere(const std::string& path, const Json& part, const char* part_name, const char* key,
                    const Json& wanted) {
  const Json& value = At(part, key);
  if (!value.is_null()) RequireValue(path, fmt::format("{}.{}", part_name, key), value, wanted);
}

bool NormalizerFlag(const std::string& path, const Json& normalizer, const char* key, bool missing) {
  const Json& value = At(normalizer, key);
  if (value.is_null()) return missing;
  if (value.is_boolean()) return value.get<bool>();
  throw Fail(ErrorCode::kInput, "{}: normalizer.{} is {}, wanted true or false.", path, key, Shown(value));
}

NormalizerOptions ReadNormalizer(const std::string& path, const Json& json) {
  RequireValue(path, "normalizer.type", At(json, "type"), "BertNormalizer");
  NormalizerOptions options;
  options.lower_case = NormalizerFlag(path, json, "lowercase", true);
  options.strip_accents = NormalizerFlag(path, json, "strip_accents", options.lower_case);
  options.chinese_characters = NormalizerFlag(path, json, "handle_chinese_chars", true);
  options.clean_text = NormalizerFlag(path, json, "clean_text", true);
  return options;
}

Json SpecialPart(const char* piece, int type) { return {{"SpecialToken", {{"id", piece}, {"type_id", type}}}}; }
Json SequencePart(const char* name, int type) { return {{"Sequence", {{"id", name}, {"type_id", type}}}}; }
Json SingleTemplate() { return Json::array({SpecialPart("[CLS]", 0), SequencePart("A", 0), SpecialPart("[SEP]", 0)}); }
Json PairTemplate() {
  Json parts = SingleTemplate();
  parts.push_back(SequencePart("B", 1));
  parts.push_back(SpecialPart("[SEP]", 1));
  return parts;
}

void CheckPostProcessor(const std::string& path, const Json& json) {
  if (json.is_null() || At(json, "type") == "BertProcessing") return;
  RequireValue(path, "post_processor.type", At(json, "type"), "TemplateProcessing");
  if (At(json, "single") == SingleTemplate() && At(json, "pair") == PairTemplate()) return;
  throw Fail(
      ErrorCode::kInput,
      "{}: post_processor makes other inputs than [CLS] A [SEP] and [CLS] A [SEP] B [SEP] of types 0 and 1; only "
      "these are supported.",
      path);
}

void CheckModel(const std::string& path, const Json& model) {
  RequireIfThere(path, model, "model", "type", "WordPiece");
  RequireIfThere(path, model, "model", "unk_token", "[UNK]");
  RequireIfThere(path, model, "model", "continuing_subword_prefix", "##");
  RequireIfThere(path, model, "model", "max_input_chars_per_word", 100);
  if (At(model, "vocab").is_object() && At(model, "merges").is_null()) return;
  throw Fail(ErrorCode::kInput, "{}: model has no vocab of {{piece: id}}, wanted WordPiece's.", path);
}

std::vector<std::string> ReadPieces(const std::string& path, const Json& vocab) {
  std::vector<std::string> pieces;
  for (const auto& [piece, value] : vocab.items()) {
    const std::int64_t id = value.is_number_integer() ? value.get<std::int64_t>() : -1;
    if (id < 0 || id >= kMostTokenIds || piece.size() > Vocabulary::kMostPieceBytes) {
      throw Fail(ErrorCode::kInput,
                 "{}: model.vocab: \"{}\" has id {}, wanted 0 to {}, and a piece of at most {} bytes.", path,
                 piece.substr(0, 100), Shown(value), kMostTokenIds - 1, Vocabulary::kMostPieceBytes);
    }
    const auto place = static_cast<std::size_t>(id);
    if (pieces.size() <= place) pieces.resize(place + 1);
    if (!pieces[place].empty()) {
      throw Fail(ErrorCode::kInput, "{}: model.vocab: \"{}\" and \"{}\" both have id {}.", path, pieces[place], piece,
                 id);
    }
    if (!WithoutSpaceBehind(piece).empty()) pieces[place] = piece;  // white space is no word: a blank line of vocab.txt
  }
  while (!pieces.empty() && pieces.back().empty()) pieces.pop_back();
  return pieces;
}

}  // namespace

Json ReadJsonObject(const std::string& path) {
  std::error_code ignored;
  const std::uintmax_t bytes = std::filesystem::file_size(path, ignored);
  if (!ignored && bytes > Vocabulary::kMostFileBytes)
    throw Fail(ErrorCode::kInput, "{}: {} bytes, wanted a tokenizer's JSON of at most {}.", path, bytes,
               Vocabulary::kMostFileBytes);
  Json json = ParseJson<Json>(ReadFile(path), path, /*allow_exceptions=*/false);
  if (json.is_object()) return json;
  throw Fail(ErrorCode::kInput, "{}: is no JSON object. Copy the model's folder again.", path);
}

TokenizerJson ReadTokenizerJson(const std::string& path) {
  const Json json = ReadJsonObject(path);
  const Json& model = At(json, "model");
  CheckModel(path, model);
  RequireValue(path, "pre_tokenizer.type", At(At(json, "pre_tokenizer"), "type"), "BertPreTokenizer");
  CheckPostProcessor(path, At(json, "post_processor"));
  TokenizerJson result{ReadPieces(path, At(model, "vocab")), {}, ReadNormalizer(path, At(json, "normalizer"))};
  const Json& added = At(json, "added_tokens");
  if (!added.is_null() && !added.is_array())
    throw Fail(ErrorCode::kInput, "{}: added_tokens is {}, wanted a list.", path, Shown(added));
  for (const Json& token : added) result.added.push_back(AddedTokenFromJson(token, path));
  return result;
}

std::string TokenizerJsonText(const Vocabulary& vocabulary, const NormalizerOptions& normalizer) {
  OrderedJson vocab = OrderedJson::object();
  auto& pieces = vocab.get_ref<OrderedJson::object_t&>();  // nothing is looked up: each piece occurs once
  for (std::int32_t id = 0; id < vocabulary.base_size(); ++id) {
    if (!vocabulary.Piece(id).empty()) pieces.push_back({vocabulary.Piece(id), id});
  }
  const auto special = [](const char* piece, std::int32_t id) {
    return OrderedJson{{"id", piece}, {"ids", OrderedJson::array({id})}, {"tokens", OrderedJson::array({piece})}};
  };
  const bool follows = normalizer.strip_accents == normalizer.lower_case;
  const OrderedJson json = {
      {"version", "1.0"},
      {"truncation", nullptr},
      {"padding", nullptr},
      {"added_tokens", AddedTokensToJson(vocabulary.added())},
      {"normalizer",
       {{"type", "BertNormalizer"},
        {"clean_text", normalizer.clean_text},
        {"handle_chinese_chars", normalizer.chinese_characters},
        {"strip_accents", follows ? OrderedJson(nullptr) : OrderedJson(normalizer.strip_accents)},
        {"lowercase", normalizer.lower_case}}},
      {"pre_tokenizer", {{"type", "BertPreTokenizer"}}},
      {"post_processor",
       {{"type", "TemplateProcessing"},
        {"single", OrderedJson(SingleTemplate())},
        {"pair", OrderedJson(PairTemplate())},
        {"special_tokens",
         {{"[CLS]", special("[CLS]", vocabulary.cls_id())}, {"[SEP]", special("[SEP]", vocabulary.sep_id())}}}}},
      {"decoder", {{"type", "WordPiece"}, {"prefix", "##"}, {"cleanup", true}}},
      {"model",
       {{"type", "WordPiece"},
        {"unk_token", "[UNK]"},
        {"continuing_subword_prefix", "##"},
        {"max_input_chars_per_word", 100},
        {"vocab", std::move(vocab)}}}};
  return json.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace linkbert
