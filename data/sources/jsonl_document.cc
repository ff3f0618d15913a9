#include <algorithm>

#include "base/error.h"
#include "data/documents/document_fields.h"
#include "data/sources/jsonl_reader.h"

namespace linkbert {
namespace {

using Json = nlohmann::json;

// The byte at which each code point begins, and the end.
std::vector<std::uint64_t> CodePointStarts(const std::string& text) {
  std::vector<std::uint64_t> starts;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) starts.push_back(i);
  }
  starts.push_back(text.size());
  return starts;
}

DocumentLink ParseLink(const DocumentFields& link, const std::vector<std::uint64_t>& starts) {
  const std::uint64_t begin = link.Number("begin"), end = link.Number("end");
  if (begin >= end) throw link.Wrong("begin", fmt::format("is {}", begin), fmt::format("less than end, {}", end));
  if (end >= starts.size()) {
    throw link.Wrong("end", fmt::format("is {}", end),
                     fmt::format("at most the text's {} code points", starts.size() - 1));
  }
  return {starts[begin], starts[end], link.Text("target")};
}

void ParseLinks(const Json& links, const std::string& where, Document& document) {
  const std::vector<std::uint64_t> starts = CodePointStarts(document.text);
  for (std::size_t i = 0; i < links.size(); ++i) {
    if (links[i].is_string()) {
      document.targets.push_back(links[i].get<std::string>());
    } else if (links[i].is_object()) {
      document.links.push_back(ParseLink(DocumentFields(links[i], where, fmt::format("links[{}].", i)), starts));
    } else {
      throw DocumentFields(links, where)
          .Wrong(fmt::format("links[{}]", i), DocumentFields::Seen(links[i]),
                 R"({"begin", "end", "target"} or a string)");
    }
  }
  std::stable_sort(document.links.begin(), document.links.end(),
                   [](const DocumentLink& a, const DocumentLink& b) { return a.begin < b.begin; });
}

}  // namespace

Document ParseJsonlDocument(const std::string& line, const std::string& where) {
  const Json object = ParseDocumentLine(line, where);
  const DocumentFields fields(object, where);
  Document document;
  document.where = where;
  document.id = fields.Id();
  document.title = fields.Find("title") != nullptr ? fields.Text("title") : document.id;
  document.text = fields.Text("text");
  if (const Json* links = fields.Find("links")) {
    if (!links->is_array()) throw fields.Wrong("links", DocumentFields::Seen(*links), "a list");
    ParseLinks(*links, where, document);
  }
  // "i" and "t" keep ids and titles apart: an id is never found as a title (JsonlReader::AppendKeys).
  document.names = {"i" + document.id, "t" + document.title};
  return document;
}

}  // namespace linkbert
