// Work files: what the stages of prepare leave for each other in FOLDER/work, and their byte layout.
//
// Flow (data/prepare/prepare.h names the stages): encode writes NamesPart, SignaturesPart, MarkupPart, DocumentsPart
// and TokenLists (data/prepare/token_lists.h) of each item of the source; where the source has versions, KeptDocuments
// say which are the last; compare writes the DuplicatesPart of a range of signatures; every rank reads NamesParts and
// DuplicatesParts; count and relate write FrequencyPart and LexicalPart of a block of documents; write makes a shard
// and its GraphPart; the last stage reads GraphParts, LexicalParts and MarkupParts.
// A file is its fields one after the other, numbers little endian, lists behind their length, then XXH3-64 of it all.
// Private to one version of the program. Errors: kOutput on writing, kInput for a damaged file.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "data/documents/accounting.h"
#include "data/links/redirect_table.h"
#include "data/shards/encoded_document.h"

namespace linkbert {

// What numbering, name look-up and cutting into shards need of a document.
struct DocumentNames {
  std::string id;
  std::string where;
  std::vector<std::string> names;
  std::uint64_t tokens;
  std::uint64_t segments;
  std::uint32_t version;
  bool repaired;
};

// In a source with versions: no document, but what ends those of its id.
struct Removal {
  std::string id;
  std::uint32_t version;
  std::uint64_t before;  // so many documents of the item are before it
  bool deletion;         // else a version without text
};

struct NamesPart {
  std::vector<DocumentNames> documents;
  std::vector<Redirect> redirects;
  std::vector<Removal> removals;
  NamedCounts entries;                // by fate, but documents, redirects and deletions
  std::vector<std::string> problems;  // the first ones: "dump.xml, byte 17: malformed XML: ..."
};

// Of all encoded documents in order, those that are the last version of their id.
struct KeptDocuments {
  std::vector<std::uint64_t> bits;  // document i: bit i % 64 of number i / 64
  std::uint64_t count = 0;          // documents, kept or not
  NamedCounts fates;                // of those that are not kept, and of deletions

  void Add() {
    if (count % 64 == 0) bits.push_back(0);
    bits.back() |= std::uint64_t{1} << count++ % 64;
  }
  void Remove(std::uint64_t document) { bits[document / 64] &= ~(std::uint64_t{1} << document % 64); }
  // All are kept where none was added.
  bool Holds(std::uint64_t document) const { return count == 0 || (bits[document / 64] >> document % 64 & 1) != 0; }
};

// What finds a document's duplicates (DuplicateKeys): as many numbers a document as it says, documents in a row.
struct SignaturesPart {
  std::vector<std::uint64_t> keys;
};

// Two documents, numbered as they were encoded, whose texts were compared and are the same or nearly so.
struct DuplicatePair {
  std::uint32_t first;  // < second
  std::uint32_t second;
  bool exact;
};

// The pairs that join all documents of a cluster; not every pair in it.
struct DuplicatesPart {
  std::vector<DuplicatePair> pairs;
};

// Of the documents of a block: how many have each piece of the vocabulary.
struct FrequencyPart {
  std::vector<std::uint32_t> documents;
};

// Lexical links of the documents of a block.
struct LexicalPart {
  std::vector<std::uint32_t> counts;   // links of each document
  std::vector<std::uint32_t> targets;  // of all, one after the other, the most similar first
};

// What the item's documents are marked up with, by name; names ascend.
struct MarkupPart {
  NamedCounts templates;
  TemplateFates<NamedCounts> fates;
  NamedCounts elements;
};

struct UnresolvedLink {
  std::uint32_t segment;
  std::uint32_t token;
  std::string target;
};

// A document but for its tokens and the numbers of its targets: encoded.tokens, links and document_links are empty.
struct UnresolvedDocument {
  EncodedDocument encoded;
  std::vector<UnresolvedLink> links;
  std::vector<std::string> targets;
  NamedCounts other_links;  // LinkAccounting::other
};

using DocumentsPart = std::vector<UnresolvedDocument>;

// Of one shard: its documents without tokens, for in-degrees and the split.
struct GraphPart {
  LinkAccounting links;
  std::vector<EncodedDocument> documents;  // id, links and document_links alone
};

void WriteWorkFile(const std::string& path, const NamesPart& part);
void WriteWorkFile(const std::string& path, const KeptDocuments& kept);
void WriteWorkFile(const std::string& path, const SignaturesPart& part);
void WriteWorkFile(const std::string& path, const DuplicatesPart& part);
void WriteWorkFile(const std::string& path, const FrequencyPart& part);
void WriteWorkFile(const std::string& path, const LexicalPart& part);
void WriteWorkFile(const std::string& path, const MarkupPart& part);
void WriteWorkFile(const std::string& path, const DocumentsPart& part);
void WriteWorkFile(const std::string& path, const GraphPart& part);
void ReadWorkFile(const std::string& path, NamesPart& part);
void ReadWorkFile(const std::string& path, KeptDocuments& kept);
void ReadWorkFile(const std::string& path, SignaturesPart& part);
void ReadWorkFile(const std::string& path, DuplicatesPart& part);
void ReadWorkFile(const std::string& path, FrequencyPart& part);
void ReadWorkFile(const std::string& path, LexicalPart& part);
void ReadWorkFile(const std::string& path, MarkupPart& part);
void ReadWorkFile(const std::string& path, DocumentsPart& part);
void ReadWorkFile(const std::string& path, GraphPart& part);

}  // namespace linkbert
