#include "data/sources/wikiextractor_reader.h"

#include <cstdio>
#include <fstream>
#include <optional>
#include <utility>

#include "base/error.h"
#include "data/documents/document_fields.h"

namespace linkbert {
namespace {

constexpr std::string_view kOpen = "<a href=\"", kTarget = "\">", kClose = "</a>";

// Of the three characters that html.escape(quote=False) writes.
std::string Unescaped(std::string_view text) {
  constexpr std::pair<std::string_view, char> kEscapes[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}};
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    std::size_t bytes = 0;
    for (const auto& [escape, character] : kEscapes) {
      if (text[at] != '&' || !text.substr(at).starts_with(escape)) continue;
      plain.push_back(character);
      bytes = escape.size();
      break;
    }
    if (bytes == 0) plain.push_back(text[at]);
    at += bytes == 0 ? 1 : bytes;
  }
  return plain;
}

// Moves the text over, and its links out of it.
void TakeLinks(std::string_view marked, const WikiSite& site, Document& document) {
  std::string& text = document.text;
  std::optional<std::pair<std::size_t, std::string>> open;  // where the anchor begins, and its target
  for (std::size_t at = 0; at < marked.size();) {
    const std::string_view rest = marked.substr(at);
    if (marked[at] == '<' && rest.starts_with(kOpen) && !open) {
      const std::size_t end = rest.substr(0, rest.find('\n')).find(kTarget, kOpen.size());
      if (end != std::string_view::npos) {
        open.emplace(text.size(), rest.substr(kOpen.size(), end - kOpen.size()));
        at += end + kTarget.size();
        continue;
      }
    }
    if (marked[at] == '<' && open && rest.starts_with(kClose)) {
      LinkTarget target = site.Target(open->second);
      if (target.kind != LinkKind::kArticle) {
        Count(document.other_links, ReasonOf(target.kind));
      } else if (text.find_first_not_of(" \t\n", open->first) == std::string::npos) {
        Count(document.other_links, "empty");
      } else {
        document.links.push_back({open->first, text.size(), std::move(target.title)});
      }
      open.reset();
      at += kClose.size();
      continue;
    }
    text.push_back(marked[at++]);
  }
}

}  // namespace

WikiextractorReader::WikiextractorReader(std::vector<std::string> paths, std::uint64_t limit, std::uint64_t item_bytes)
    : lines_(std::move(paths), item_bytes),
      limited_(limit),
      site_("", ""),
      limit_(limit, lines_.paths(), lines_.item_count(), Lines()) {}

bool WikiextractorReader::Recognizes(const std::string& path) {
  if (path == "-") {
    const int first = std::getc(stdin);
    if (first != EOF) std::ungetc(first, stdin);
    return first == '{';
  }
  std::ifstream stream(path, std::ios::binary);
  char first = 0;
  return stream.get(first) && first == '{';
}

NamedTexts WikiextractorReader::Settings() const {
  NamedTexts settings{{"source", "wikiextractor"}};
  AppendInputs(lines_.paths(), settings);
  if (limited_ > 0) settings.emplace_back("limit", fmt::format("{}", limited_));
  return settings;
}

RecordLimit::ReadItem WikiextractorReader::Lines() const {
  return [this](std::size_t item, const RecordItems::Sink& sink, NamedCounts&) {
    lines_.ReadItem(item, [&](const std::string& line, std::uint64_t byte) { sink(line, lines_.Byte(item, byte)); });
  };
}

void WikiextractorReader::ReadItem(std::size_t item, const DocumentSink& sink, NamedCounts& dropped) const {
  limit_.Read(
      item, Lines(), [&](std::string_view line, const std::string& where) { sink(Parse(line, where)); }, dropped);
}

Document WikiextractorReader::Parse(std::string_view line, const std::string& where) const {
  const nlohmann::json object = ParseDocumentLine(std::string(line), where);
  const DocumentFields fields(object, where);
  Document document;
  document.where = where;
  document.id = fields.Id();
  document.title = fields.Text("title");
  document.names = {site_.Title(document.title)};
  TakeLinks(Unescaped(fields.Text("text")), site_, document);
  return document;
}

void WikiextractorReader::AppendKeys(std::string_view target, std::vector<std::string>& keys) const {
  keys.emplace_back(target);  // a title already
}

}  // namespace linkbert
