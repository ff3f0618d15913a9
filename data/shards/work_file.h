// Work files: what the stages of prepare leave for each other in FOLDER/work, and their byte layout.
//
// Flow: stage 1 writes NamesPart and TokensPart of each item of the source, stage 2 reads all NamesParts, stage 3 reads
// TokensParts and writes a shard and its GraphPart, stage 4 reads the GraphParts.
// A file is its fields one after the other, numbers little endian, lists behind their length, then XXH3-64 of it all.
// Private to one version of the program. Errors: kOutput on writing, kInput for a damaged file.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "data/shards/accounting.h"
#include "data/shards/encoded_document.h"

namespace linkbert {

// What numbering, name look-up and cutting into shards need of a document.
struct DocumentNames {
  std::string id;
  std::string where;
  std::vector<std::string> names;
  std::uint64_t tokens;
  std::uint64_t segments;
};

// A name that leads to whatever document has another one.
struct Redirect {
  std::string from;
  std::string to;  // as links name it
};

struct NamesPart {
  std::vector<DocumentNames> documents;
  std::vector<Redirect> redirects;
  NamedCounts entries;      // by fate, but redirects
  NamedCounts other_links;  // LinkAccounting::other
};

struct UnresolvedLink {
  std::uint32_t segment;
  std::uint32_t token;
  std::string target;
};

// A document but for the numbers of its targets: encoded.links and encoded.document_links are empty.
struct UnresolvedDocument {
  EncodedDocument encoded;
  std::vector<UnresolvedLink> links;
  std::vector<std::string> targets;
};

using TokensPart = std::vector<UnresolvedDocument>;

// Of one shard: its documents without tokens, for in-degrees and the split.
struct GraphPart {
  LinkAccounting links;
  std::vector<EncodedDocument> documents;  // id, links and document_links alone
};

void WriteWorkFile(const std::string& path, const NamesPart& part);
void WriteWorkFile(const std::string& path, const TokensPart& part);
void WriteWorkFile(const std::string& path, const GraphPart& part);
void ReadWorkFile(const std::string& path, NamesPart& part);
void ReadWorkFile(const std::string& path, TokensPart& part);
void ReadWorkFile(const std::string& path, GraphPart& part);

}  // namespace linkbert
