// Document: what every reader of a source yields: names, plain text, links.
//
// Flow: source file -> DocumentReader -> [Document] -> Segmenter + NameTable -> EncodedDocument -> shard.
// Text is valid UTF-8 and offsets are bytes of it; files that people write count Unicode code points instead.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "data/documents/accounting.h"

namespace linkbert {

struct DocumentLink {
  std::uint64_t begin;  // bytes of the text: the anchor
  std::uint64_t end;    // exclusive; > begin
  std::string target;   // as the source names it
};

struct Document {
  std::string id;  // the source's own; unique in a corpus
  std::string title;
  std::string subject;                  // empty where the source names none
  std::string text;                     // a line break ends a paragraph
  std::vector<DocumentLink> links;      // ascending by begin
  std::vector<std::string> targets;     // links without a position
  std::vector<std::string> names;       // the keys that find this document (DocumentReader::AppendKeys)
  std::string redirect_to;              // not empty: no document, but more `names` of the one that links find by this
  NamedCounts other_links;              // links of the source that are not in `links`, by reason
  NamedCounts templates;                // of a wiki's page, by name
  TemplateFates<NamedCounts> fates;     // of these
  NamedCounts elements;                 // left out of a wiki's page, by name
  std::string where;                    // for messages: "a.jsonl:17"
  bool repaired = false;                // bytes that were no UTF-8 became U+FFFD
  const char* fate_if_empty = "empty";  // what it is counted as where its text has no token, or with a problem
  std::string problem;                  // not empty: no document; what is wrong with what stands at `where`
  // Where a source has several versions of an id (DocumentReader::HasVersions).
  std::uint32_t version = 1;
  bool deletion = false;  // no document: removes those of its id before it, up to its version
};

// An entry that cannot be read: counted as `fate`, told of with its place.
inline Document Unreadable(const char* fate, std::string where, std::string problem) {
  Document document;
  document.fate_if_empty = fate;
  document.where = std::move(where);
  document.problem = std::move(problem);
  return document;
}

}  // namespace linkbert
