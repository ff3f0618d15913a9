#include "data/shards/manifest.h"

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/parse_json.h"
#include "data/shards/shard_format.h"
#include "data/tokens/added_token_json.h"

namespace linkbert {
namespace {

using Json = nlohmann::ordered_json;

template <typename Pairs>
Json Object(const Pairs& pairs) {
  Json object = Json::object();
  for (const auto& [name, value] : pairs) object[name] = value;
  return object;
}

template <typename T>
std::vector<std::pair<std::string, T>> Pairs(const Json& object) {
  std::vector<std::pair<std::string, T>> pairs;
  for (const auto& [name, value] : object.items()) pairs.emplace_back(name, value.template get<T>());
  return pairs;
}

Json TokenizerToJson(const Manifest& manifest) {
  Json json = {{"kind", "wordpiece"}, {"lower_case", manifest.normalizer.lower_case}};
  for (const auto& [key, value] : UnusualOptions(manifest.normalizer)) json[key] = value;
  json["vocabulary_size"] = manifest.vocabulary_size;
  if (!manifest.added_tokens.empty()) json["added_tokens"] = AddedTokensToJson(manifest.added_tokens);
  return json;
}

Json ShardsToJson(const Manifest& manifest) {
  Json shards = Json::array();
  for (std::size_t i = 0; i < manifest.shards.size(); ++i) {
    const ShardCounts& shard = manifest.shards[i];
    shards.push_back({{"file", ShardName(i)},
                      {"documents", shard.documents},
                      {"segments", shard.segments},
                      {"tokens", shard.tokens},
                      {"links", shard.links}});
  }
  return shards;
}

Json CountsToJson(const Manifest& manifest) {
  const ShardCounts totals = manifest.Totals();
  Json json = {{"documents", totals.documents},
               {"segments", totals.segments},
               {"tokens", totals.tokens},
               {"links", totals.links},
               {"document_links", manifest.document_links},
               {"held_out_documents", manifest.held_out_documents}};
  if (manifest.moved_documents > 0) json["moved_documents"] = manifest.moved_documents;
  return json;
}

// Fates that only some sources have are left out where there are none, as in files from before they were known.
Json LinksToJson(const LinkAccounting& links) {
  Json json = {{"found", links.found}, {"resolved", links.resolved}};
  if (links.by_redirect > 0) json["by_redirect"] = links.by_redirect;
  json["ambiguous"] = links.ambiguous;
  json["dangling"] = links.dangling;
  json["self"] = links.self;
  if (!links.other.empty()) json["other"] = Object(links.other);
  return json;
}

Json AccountingToJson(const Manifest& manifest) {
  Json json = {{"entries", Object(manifest.entries)},
               {"names", {{"distinct", manifest.names.distinct}, {"ambiguous", manifest.names.ambiguous}}},
               {"links", LinksToJson(manifest.links)}};
  if (const auto& lexical = manifest.lexical_links) {
    json["lexical_links"] = {{"added", lexical->added}, {"known", lexical->known}};
  }
  return json;
}

void ReadLexicalLinks(const Json& accounting, Manifest& manifest) {
  const auto links = accounting.find("lexical_links");
  if (links == accounting.end()) return;
  manifest.lexical_links = {links->at("added").get<std::uint64_t>(), links->at("known").get<std::uint64_t>()};
}

CommonNames NamesFromJson(const Json& json, const char* key) {
  const auto at = json.find(key);
  if (at == json.end()) return {};  // no wiki, or from before they were counted
  return {Pairs<std::uint64_t>(at->at("common")), at->at("other_names").get<std::uint64_t>(),
          at->at("other").get<std::uint64_t>()};
}

void RequireVersion(const Json& json, const std::string& path) {
  const std::string format = json.at("format").get<std::string>();
  if (format != kCorpusMagic) {
    throw Fail(ErrorCode::kInput, "{}: format is \"{}\", wanted \"{}\". Is this the folder of a corpus?", path, format,
               kCorpusMagic);
  }
  const auto version = json.at("version").get<std::uint64_t>();
  if (version != kCorpusVersion) {
    throw Fail(ErrorCode::kInput, "{}: format version is {}, this program reads version {}. Prepare the corpus again.",
               path, version, kCorpusVersion);
  }
}

void ReadLists(const Json& json, Manifest& manifest) {
  for (const Json& shard : json.at("shards")) {
    manifest.shards.push_back({shard.at("documents").get<std::uint64_t>(), shard.at("segments").get<std::uint64_t>(),
                               shard.at("tokens").get<std::uint64_t>(), shard.at("links").get<std::uint64_t>()});
  }
  for (const Json& file : json.at("files")) {
    manifest.files.push_back({file.at("name").get<std::string>(),
                              {file.at("bytes").get<std::uint64_t>(), file.at("xxh3_128").get<std::string>()}});
  }
}

Manifest FromJson(const Json& json) {
  Manifest manifest;
  manifest.settings = Pairs<std::string>(json.at("settings"));
  const Json& tokenizer = json.at("tokenizer");
  NormalizerOptions& normalizer = manifest.normalizer;
  normalizer = BertNormalizer(tokenizer.at("lower_case").get<bool>());
  normalizer.strip_accents = tokenizer.value("strip_accents", normalizer.strip_accents);
  normalizer.chinese_characters = tokenizer.value("tokenize_chinese_chars", true);
  normalizer.clean_text = tokenizer.value("clean_text", true);
  manifest.vocabulary_size = tokenizer.at("vocabulary_size").get<std::int32_t>();
  for (const Json& token : tokenizer.value("added_tokens", Json::array()))
    manifest.added_tokens.push_back(AddedTokenFromJson(token, "added_tokens"));
  manifest.held_out_fraction = json.at("held_out_fraction").get<double>();
  manifest.document_links = json.at("counts").at("document_links").get<std::uint64_t>();
  manifest.held_out_documents = json.at("counts").at("held_out_documents").get<std::uint64_t>();
  manifest.moved_documents = json.at("counts").value("moved_documents", std::uint64_t{0});
  manifest.entries = Pairs<std::uint64_t>(json.at("accounting").at("entries"));
  const Json& names = json.at("accounting").at("names");
  manifest.names = {names.at("distinct").get<std::uint64_t>(), names.at("ambiguous").get<std::uint64_t>()};
  const Json& links = json.at("accounting").at("links");
  const auto count = [&](const char* key) { return links.at(key).get<std::uint64_t>(); };
  manifest.links = {count("found"), count("resolved"), count("ambiguous"), count("dangling"), count("self")};
  manifest.links.by_redirect = links.value("by_redirect", std::uint64_t{0});
  manifest.links.other = Pairs<std::uint64_t>(links.value("other", Json::object()));
  ReadLexicalLinks(json.at("accounting"), manifest);
  manifest.problems = json.value("problems", std::vector<std::string>{});
  manifest.templates = NamesFromJson(json, "templates");
  if (const auto fates = json.find("template_fates"); fates != json.end()) {
    for (std::size_t i = 0; i < kTemplateFates.size(); ++i)
      manifest.fates[i] = NamesFromJson(*fates, kTemplateFates[i]);
  }
  manifest.elements = NamesFromJson(json, "elements");
  ReadLists(json, manifest);
  return manifest;
}

}  // namespace

std::string ShardName(std::size_t shard) { return fmt::format("shard-{:05}.h5", shard); }

ShardCounts Manifest::Totals() const {
  ShardCounts totals;
  for (const ShardCounts& shard : shards) {
    totals.documents += shard.documents, totals.segments += shard.segments;
    totals.tokens += shard.tokens, totals.links += shard.links;
  }
  return totals;
}

std::uint64_t Manifest::Redirects() const {
  for (const auto& [fate, count] : entries) {
    if (fate == "redirects") return count;
  }
  return 0;
}

std::string ManifestToJson(const Manifest& manifest) {
  Json files = Json::array();
  for (const ManifestFile& file : manifest.files) {
    files.push_back({{"name", file.name}, {"bytes", file.digest.bytes}, {"xxh3_128", file.digest.xxh3_128}});
  }
  Json json = {{"format", kCorpusMagic},
               {"version", kCorpusVersion},
               {"settings", Object(manifest.settings)},
               {"tokenizer", TokenizerToJson(manifest)},
               {"held_out_fraction", manifest.held_out_fraction},
               {"counts", CountsToJson(manifest)},
               {"accounting", AccountingToJson(manifest)}};
  if (!manifest.problems.empty()) json["problems"] = manifest.problems;
  if (!manifest.templates.common.empty()) json["templates"] = NamesToJson(manifest.templates);
  for (std::size_t i = 0; i < kTemplateFates.size(); ++i) {
    if (!manifest.fates[i].common.empty()) json["template_fates"][kTemplateFates[i]] = NamesToJson(manifest.fates[i]);
  }
  if (!manifest.elements.common.empty()) json["elements"] = NamesToJson(manifest.elements);
  json["shards"] = ShardsToJson(manifest);
  json["files"] = std::move(files);
  return json.dump(2) + "\n";
}

Manifest ParseManifest(const std::string& text, const std::string& path) {
  try {
    const Json json = ParseJson<Json>(text, path);
    RequireVersion(json, path);
    return FromJson(json);
  } catch (const Json::exception& error) {
    throw Fail(ErrorCode::kInput, "{}: is no manifest of a corpus: {}. Prepare the corpus again.", path, error.what());
  }
}

Manifest ReadManifest(const std::string& folder) {
  const std::string path = (std::filesystem::path(folder) / kManifestName).string();
  if (!std::filesystem::exists(path)) {
    throw Fail(ErrorCode::kInput, "{}: is missing, so {} is no finished corpus. Run linkbert prepare.", path, folder);
  }
  return ParseManifest(ReadFile(path), path);
}

std::string SettingsDifference(const NamedTexts& wanted, const NamedTexts& seen) {
  const std::map<std::string, std::string> now(wanted.begin(), wanted.end()), before(seen.begin(), seen.end());
  std::set<std::string> names;
  for (const auto& [name, value] : now) names.insert(name);
  for (const auto& [name, value] : before) names.insert(name);
  const auto text = [](const auto& map, const std::string& name) {
    const auto at = map.find(name);
    return at == map.end() ? std::string("absent") : at->second;
  };
  std::string difference;
  for (const std::string& name : names) {
    const std::string was = text(before, name), is = text(now, name);
    if (was == is) continue;
    difference += fmt::format("{}{} is {}, the folder was made with {}", difference.empty() ? "" : "; ", name, is, was);
  }
  return difference;
}

}  // namespace linkbert
