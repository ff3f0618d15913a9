#include "data/tokens/tokenizer_folder.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "base/parse_json.h"
#include "data/tokens/added_token_json.h"
#include "data/tokens/tokenizer_json.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

// Hugging Face's names of the five special pieces.
constexpr std::array<std::pair<const char*, const char*>, 5> kNamedTokens = {{{"pad_token", "[PAD]"},
                                                                              {"unk_token", "[UNK]"},
                                                                              {"cls_token", "[CLS]"},
                                                                              {"sep_token", "[SEP]"},
                                                                              {"mask_token", "[MASK]"}}};
// Classes that are BERT's tokenizer, without the "Fast" that they may end in, and those that are what tokenizer.json
// is.
constexpr std::array<std::string_view, 3> kBertClasses = {"BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer"};
constexpr std::array<std::string_view, 3> kPlainClasses = {"PreTrainedTokenizerFast", "TokenizersBackend",
                                                           "PreTrainedTokenizer"};

// A third of BERT's cased pieces have capital letters, of its uncased ones only the special ones.
bool IsCased(const std::vector<std::string>& pieces) {
  const auto has_capital = [](const std::string& piece) {
    return !piece.starts_with('[') && std::ranges::any_of(piece, [](char c) { return c >= 'A' && c <= 'Z'; });
  };
  return 100 * static_cast<std::size_t>(std::ranges::count_if(pieces, has_capital)) >= pieces.size();
}

// What the tokenizer of one folder is put together from.
class FolderReader {
 public:
  explicit FolderReader(const std::string& folder) : folder_(folder) {
    if (fs::exists(File(kTokenizerConfigFile))) config_ = ReadJsonObject(File(kTokenizerConfigFile));
    if (fs::exists(File(kTokenizerFile))) tokenizer_ = ReadTokenizerJson(File(kTokenizerFile));
    ReadClass();
  }

  LoadedTokenizer Read() {
    std::vector<std::string> pieces = ReadPieces();
    ReadAddedTokens();
    const NormalizerOptions normalizer = SaysNothing() ? BertNormalizer(!IsCased(pieces)) : ReadNormalizer();
    return {Vocabulary(std::move(pieces), std::move(added_), SourceOfPieces()), normalizer};
  }

 private:
  std::string File(const char* name) const { return (fs::path(folder_) / name).string(); }
  std::string SourceOfPieces() const {
    return File(fs::exists(File(kVocabularyFile)) ? kVocabularyFile : kTokenizerFile);
  }
  // Of Google's scripts, whose tokenizer's options stood on the command line.
  bool SaysNothing() const {
    return fs::exists(File(kGoogleConfigFile)) && !fs::exists(File(kConfigFile)) && !tokenizer_ &&
           !fs::exists(File(kTokenizerConfigFile));
  }
  void ReadClass();
  std::vector<std::string> ReadPieces() const;
  NormalizerOptions ReadNormalizer() const;
  std::optional<bool> ConfigFlag(const char* key) const;
  void RequireSaid(const char* key, bool used, bool in_tokenizer_json) const;

  void ReadAddedTokens();
  void ReadSpecialNames(const Json& from, const std::string& path, std::vector<AddedToken>& named) const;
  void ReadAddedIds(const std::vector<AddedToken>& named);
  void Add(AddedToken token, const std::string& path);

  const std::string folder_;
  Json config_ = Json::object();
  std::optional<TokenizerJson> tokenizer_;
  bool plain_class_ = false;
  std::vector<AddedToken> added_;
  std::vector<std::string> added_by_;  // the file that each of added_ came from
};

void FolderReader::ReadClass() {
  const auto value = config_.find("tokenizer_class");
  if (value == config_.end() || value->is_null()) return;
  std::string name = value->is_string() ? value->get<std::string>() : value->dump();
  plain_class_ = std::ranges::find(kPlainClasses, name) != kPlainClasses.end();
  if (plain_class_ && tokenizer_) return;
  plain_class_ = false;
  const std::string given = name;
  if (name.ends_with("Fast")) name.resize(name.size() - 4);
  if (std::ranges::find(kBertClasses, name) != kBertClasses.end()) return;
  throw Fail(ErrorCode::kInput, "{}: tokenizer_class is {}, wanted BertTokenizer{}.", File(kTokenizerConfigFile), given,
             tokenizer_ ? "" : fmt::format(" (there is no {})", kTokenizerFile));
}

std::vector<std::string> FolderReader::ReadPieces() const {
  if (!fs::exists(File(kVocabularyFile)) && tokenizer_) return tokenizer_->pieces;
  std::vector<std::string> pieces = Vocabulary::LoadPieces(File(kVocabularyFile));
  if (!tokenizer_ || pieces == tokenizer_->pieces) return pieces;
  const std::vector<std::string>& other = tokenizer_->pieces;
  const auto [here, there] = std::ranges::mismatch(pieces, other);
  const auto line = static_cast<std::size_t>(here - pieces.begin());
  const auto shown = [&](const std::vector<std::string>& of) {
    return line < of.size() ? fmt::format("\"{}\"", of[line]) : std::string("nothing");
  };
  throw Fail(ErrorCode::kInput,
             "{} and {} disagree: id {} is {} in the one, {} in the other ({} and {} pieces). Remove the one that does "
             "not belong to the model.",
             File(kVocabularyFile), File(kTokenizerFile), line, shown(pieces), shown(other), pieces.size(),
             other.size());
}

std::optional<bool> FolderReader::ConfigFlag(const char* key) const {
  const auto value = config_.find(key);
  if (value == config_.end() || value->is_null()) return std::nullopt;
  if (value->is_boolean()) return value->get<bool>();
  throw Fail(ErrorCode::kInput, "{}: {} is {}, wanted true or false.", File(kTokenizerConfigFile), key, value->dump());
}

NormalizerOptions FolderReader::ReadNormalizer() const {
  const bool has_config = fs::exists(File(kTokenizerConfigFile));
  if (tokenizer_ && (plain_class_ || !has_config)) return tokenizer_->normalizer;
  NormalizerOptions options = BertNormalizer(ConfigFlag("do_lower_case").value_or(true));
  options.strip_accents = ConfigFlag("strip_accents").value_or(options.lower_case);
  options.chinese_characters = ConfigFlag("tokenize_chinese_chars").value_or(true);
  if (!tokenizer_) return options;
  options.clean_text = tokenizer_->normalizer.clean_text;
  RequireSaid("do_lower_case", options.lower_case, tokenizer_->normalizer.lower_case);
  RequireSaid("strip_accents", options.strip_accents, tokenizer_->normalizer.strip_accents);
  RequireSaid("tokenize_chinese_chars", options.chinese_characters, tokenizer_->normalizer.chinese_characters);
  return options;
}

// Where the configuration is silent, transformers takes its default, whatever tokenizer.json says: nobody can mean
// both.
void FolderReader::RequireSaid(const char* key, bool used, bool in_tokenizer_json) const {
  if (used == in_tokenizer_json || config_.contains(key)) return;
  throw Fail(ErrorCode::kInput,
             "{}: its normalizer means {} {}, but {} does not say it, for which transformers takes {}. Write it there.",
             File(kTokenizerFile), key, in_tokenizer_json, File(kTokenizerConfigFile), used);
}

// Files that know flags come first; the others only complete them.
void FolderReader::ReadAddedTokens() {
  const std::string config = File(kTokenizerConfigFile);
  const auto decoder = config_.find("added_tokens_decoder");
  const bool has_decoder = decoder != config_.end() && decoder->is_object();
  if (has_decoder) {
    for (const auto& [id, token] : decoder->items()) {
      Json with_id = token;
      if (with_id.is_object()) with_id["id"] = TryParseJson<Json>(id);
      Add(AddedTokenFromJson(with_id, config), config);
    }
  }
  if (tokenizer_) {
    for (const AddedToken& token : tokenizer_->added) Add(token, File(kTokenizerFile));
  }
  std::vector<AddedToken> named;
  if (!has_decoder && fs::exists(File(kSpecialTokensFile)))
    ReadSpecialNames(ReadJsonObject(File(kSpecialTokensFile)), File(kSpecialTokensFile), named);
  ReadSpecialNames(config_, config, named);
  ReadAddedIds(named);
  for (AddedToken& token : named) {
    const auto known = [&](const AddedToken& other) { return other.content == token.content; };
    if (std::ranges::none_of(added_, known)) added_.push_back(std::move(token));
  }
}

void FolderReader::ReadSpecialNames(const Json& from, const std::string& path, std::vector<AddedToken>& named) const {
  const auto read = [&](const Json& value) {
    AddedToken token =
        value.is_string() ? AddedToken{.content = value.get<std::string>()} : AddedTokenFromJson(value, path);
    token.special = true;
    if (value.is_string() || !value.contains("normalized")) token.normalized = false;
    return token;
  };
  for (const auto& [key, piece] : kNamedTokens) {
    const auto value = from.find(key);
    if (value == from.end() || value->is_null()) continue;
    AddedToken token = read(*value);
    if (token.content != piece) {
      throw Fail(ErrorCode::kInput, "{}: {} is \"{}\", only \"{}\" is supported.", path, key, token.content, piece);
    }
    if (value->is_object()) named.push_back(std::move(token));
  }
  for (const char* key : {"additional_special_tokens", "extra_special_tokens"}) {
    const auto list = from.find(key);
    if (list == from.end() || list->is_null()) continue;
    for (const Json& value : *list) named.push_back(read(value));
  }
}

// added_tokens.json: {token: id}, without flags.
void FolderReader::ReadAddedIds(const std::vector<AddedToken>& named) {
  const std::string path = File(kAddedTokensFile);
  if (!fs::exists(path)) return;
  const Json ids = ReadJsonObject(path);
  for (const auto& [content, id] : ids.items()) {
    const auto is_it = [&, text = content](const AddedToken& token) { return token.content == text; };
    const auto known = std::ranges::find_if(added_, is_it);
    const auto name = std::ranges::find_if(named, is_it);
    const auto is_piece = [&, text = content](const auto& one) { return text == one.second; };
    const bool special = name != named.end() || std::ranges::any_of(kNamedTokens, is_piece);
    AddedToken token = AddedTokenFromJson({{"content", content}, {"id", id}, {"special", special}}, path);
    const std::int32_t here = token.id;
    if (known != added_.end()) {
      token = *known;
    } else if (name != named.end()) {
      token = *name;
    }
    token.id = here;
    Add(std::move(token), path);
  }
}

void FolderReader::Add(AddedToken token, const std::string& path) {
  for (std::size_t i = 0; i < added_.size(); ++i) {
    if (added_[i].content != token.content) continue;
    if (added_[i] == token) return;
    throw Fail(ErrorCode::kInput, "{} and {} disagree on the added token \"{}\": id {} or flags. {} {}", added_by_[i],
               path, token.content,
               added_[i].id == token.id ? "is the same" : fmt::format("{}, {}", added_[i].id, token.id),
               FlagsToJson(added_[i]).dump(), FlagsToJson(token).dump());
  }
  added_.push_back(std::move(token));
  added_by_.push_back(path);
}

std::string ConfigText(const Vocabulary& vocabulary, const NormalizerOptions& normalizer, std::int64_t max_length) {
  const bool follows = normalizer.strip_accents == normalizer.lower_case;
  OrderedJson json = {{"tokenizer_class", "BertTokenizer"},
                      {"do_lower_case", normalizer.lower_case},
                      {"strip_accents", follows ? OrderedJson(nullptr) : OrderedJson(normalizer.strip_accents)},
                      {"tokenize_chinese_chars", normalizer.chinese_characters},
                      {"model_max_length", max_length}};
  for (const char* key : {"unk_token", "sep_token", "pad_token", "cls_token", "mask_token"}) {
    const auto is_key = [&](const auto& named) { return std::string_view(named.first) == key; };
    json[key] = std::ranges::find_if(kNamedTokens, is_key)->second;
  }
  if (!vocabulary.HasUsualAddedTokens()) {
    OrderedJson special = OrderedJson::array(), decoder = OrderedJson::object();
    for (const AddedToken& token : vocabulary.added()) {
      const auto is_named = [&](const auto& named) { return token.content == named.second; };
      if (token.special && std::ranges::none_of(kNamedTokens, is_named)) special.push_back(token.content);
      decoder[fmt::format("{}", token.id)] = FlagsToJson(token);
    }
    json["additional_special_tokens"] = std::move(special);
    json["added_tokens_decoder"] = std::move(decoder);
  }
  return json.dump(2) + "\n";
}

// {token: id} of those that vocab.txt lacks, for programs that read that file alone.
std::string AddedIdsText(const Vocabulary& vocabulary) {
  nlohmann::ordered_json ids = nlohmann::ordered_json::object();
  for (std::int32_t id = vocabulary.base_size(); id < vocabulary.size(); ++id) ids[vocabulary.Piece(id)] = id;
  return ids.dump(2) + "\n";
}

}  // namespace

bool HoldsTokenizer(const std::string& folder) {
  return fs::is_regular_file(fs::path(folder) / kVocabularyFile) ||
         fs::is_regular_file(fs::path(folder) / kTokenizerFile);
}

LoadedTokenizer LoadTokenizer(const std::string& folder) {
  if (HoldsTokenizer(folder)) return FolderReader(folder).Read();
  throw Fail(ErrorCode::kInput, "{}: holds no tokenizer: neither {} nor {}. Copy the model's folder again.", folder,
             kVocabularyFile, kTokenizerFile);
}

LoadedTokenizer LoadTokenizerFrom(const std::string& path) {
  if (fs::exists(fs::path(path) / "graph.h5")) {
    throw Fail(
        ErrorCode::kInput,
        "{}: is a corpus, whose normaliser its manifest.json knows. Name the folder or the vocab.txt it was prepared "
        "with.",
        path);
  }
  if (fs::is_directory(path)) return LoadTokenizer(path);
  if (!path.ends_with(".json")) return {Vocabulary::Load(path), {}};
  TokenizerJson json = ReadTokenizerJson(path);
  return {Vocabulary(std::move(json.pieces), std::move(json.added), path), json.normalizer};
}

std::vector<NamedFile> TokenizerFiles(const Vocabulary& vocabulary, const NormalizerOptions& normalizer,
                                      std::int64_t max_length) {
  std::vector<NamedFile> files = {{kVocabularyFile, vocabulary.ToText()},
                                  {kTokenizerConfigFile, ConfigText(vocabulary, normalizer, max_length)},
                                  {kTokenizerFile, TokenizerJsonText(vocabulary, normalizer)}};
  if (vocabulary.size() > vocabulary.base_size()) files.emplace_back(kAddedTokensFile, AddedIdsText(vocabulary));
  return files;
}

}  // namespace linkbert
