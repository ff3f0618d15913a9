// Manifest: manifest.json of a corpus folder: what it was made from and how, counts, accounting, every file's digest.
//
// Flow: prepare -> manifest.json, written last -> Corpus::Open, inspect. It holds no date, host or rank count, so the
// same input and settings give the same bytes.
// Errors: ParseManifest and ReadManifest throw kInput naming path, key, seen and wanted.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "data/documents/accounting.h"
#include "data/documents/name_tally.h"
#include "data/shards/shard_writer.h"
#include "data/tokens/added_token.h"
#include "data/tokens/normalizer_options.h"

namespace linkbert {

struct ManifestFile {
  std::string name;
  FileDigest digest;
};

struct Manifest {
  NamedTexts settings;  // "source", inputs' digests and every option that changes the corpus
  NormalizerOptions normalizer;
  std::vector<AddedToken> added_tokens;  // where they are not BERT's own five
  std::int32_t vocabulary_size = 0;
  double held_out_fraction = 0;
  std::uint64_t document_links = 0;  // links without a position: resolved, and lexical ones
  std::uint64_t held_out_documents = 0;
  std::uint64_t moved_documents = 0;  // on another side of the split than their own id says: with a duplicate
  NamedCounts entries;                // the source's entries by fate; their sum is what the source holds
  std::vector<std::string> problems;  // places of the first ones in the source that could not be read: kMostProblems
  NameAccounting names;
  LinkAccounting links;
  std::optional<LexicalAccounting> lexical_links;  // where they were asked for
  CommonNames templates;                           // of the documents read, where the source is a wiki
  TemplateFates<CommonNames> fates;                // of these templates
  CommonNames elements;                            // of the documents, left out of the text
  std::vector<ShardCounts> shards;
  std::vector<ManifestFile> files;  // all but the manifest

  ShardCounts Totals() const;
  std::uint64_t Redirects() const;  // entries that are but another name of a document
};

std::string ManifestToJson(const Manifest& manifest);
Manifest ParseManifest(const std::string& json, const std::string& path);
Manifest ReadManifest(const std::string& folder);

// "max_segment_tokens is 64, the folder was made with 128; ..."; empty if the settings are the same.
std::string SettingsDifference(const NamedTexts& wanted, const NamedTexts& seen);

}  // namespace linkbert
