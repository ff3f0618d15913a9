#include "data/documents/wikitext/wiki_page.h"

#include <expat.h>

#include <charconv>
#include <cstring>
#include <memory>
#include <type_traits>

#include "data/documents/plain_text.h"

namespace linkbert {
namespace {

struct PageParse {
  WikiPage page;
  std::string text;  // of the element at hand
  int depth = 0;     // 1 within <page>
  bool in_revision = false;
};

void XMLCALL StartElement(void* user, const XML_Char* name, const XML_Char** attributes) {
  auto& parse = *static_cast<PageParse*>(user);
  ++parse.depth;
  parse.text.clear();
  if (parse.depth == 2 && std::strcmp(name, "revision") == 0) parse.in_revision = true;
  if (parse.depth != 2 || std::strcmp(name, "redirect") != 0) return;
  parse.page.redirect = true;
  for (; attributes[0] != nullptr; attributes += 2) {
    if (std::strcmp(attributes[0], "title") == 0) parse.page.redirect_to = attributes[1];
  }
}

void EndOfPageField(PageParse& parse, std::string_view name) {
  if (name == "title") parse.page.title = parse.text;
  if (name == "id") parse.page.id = parse.text;
  if (name == "ns") {
    std::from_chars(parse.text.data(), parse.text.data() + parse.text.size(), parse.page.space);
  }
  if (name == "revision") parse.in_revision = false;
}

void XMLCALL EndElement(void* user, const XML_Char* name) {
  auto& parse = *static_cast<PageParse*>(user);
  if (parse.depth == 2) EndOfPageField(parse, name);
  if (parse.depth == 3 && parse.in_revision && std::strcmp(name, "text") == 0) parse.page.text.swap(parse.text);
  if (parse.depth == 3 && parse.in_revision && std::strcmp(name, "model") == 0) parse.page.model = parse.text;
  --parse.depth;
  parse.text.clear();
}

void XMLCALL Characters(void* user, const XML_Char* text, int length) {
  static_cast<PageParse*>(user)->text.append(text, static_cast<std::size_t>(length));
}

std::optional<WikiPage> Parse(std::string_view record) {
  PageParse parse;
  using Parser = std::remove_pointer_t<XML_Parser>;
  const std::unique_ptr<Parser, decltype(&::XML_ParserFree)> parser(::XML_ParserCreate("UTF-8"), &::XML_ParserFree);
  ::XML_SetUserData(parser.get(), &parse);
  ::XML_SetElementHandler(parser.get(), StartElement, EndElement);
  ::XML_SetCharacterDataHandler(parser.get(), Characters);
  if (::XML_Parse(parser.get(), record.data(), static_cast<int>(record.size()), 1) != XML_STATUS_OK) {
    return std::nullopt;
  }
  return std::move(parse.page);
}

// Control characters, which XML has not, become spaces.
void RepairControls(std::string& text) {
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') c = ' ';
  }
}

}  // namespace

std::optional<WikiPage> ParseWikiPage(std::string_view record) {
  if (std::optional<WikiPage> page = Parse(record)) return page;
  std::string repaired(record);
  RepairUtf8(repaired);
  RepairControls(repaired);
  if (repaired == record) return std::nullopt;
  std::optional<WikiPage> page = Parse(repaired);
  if (page) page->repaired = true;
  return page;
}

}  // namespace linkbert
