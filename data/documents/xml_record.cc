#include "data/documents/xml_record.h"

#include <expat.h>
#include <fmt/core.h>

#include <new>

#include "data/documents/plain_text.h"
#include "data/documents/simple_xml.h"

namespace linkbert {
namespace {

void XMLCALL StartElement(void* user, const XML_Char* name, const XML_Char** attributes) {
  static_cast<XmlHandler*>(user)->Start(name, attributes);
}

void XMLCALL EndElement(void* user, const XML_Char* name) { static_cast<XmlHandler*>(user)->End(name); }

void XMLCALL Characters(void* user, const XML_Char* text, int length) {
  static_cast<XmlHandler*>(user)->Text({text, static_cast<std::size_t>(length)});
}

// " &alpha;, which XML does not have" where such a reference begins; else nothing.
std::string EntityAt(std::string_view record, std::size_t at) {
  constexpr std::size_t kLongest = 40;
  if (at >= record.size() || record[at] != '&') return {};
  const std::string_view name = record.substr(at, kLongest);
  const std::size_t end = name.find(';');
  if (end == std::string_view::npos) return {};
  return fmt::format(" {}, which XML does not have", name.substr(0, end + 1));
}

// Control characters, which XML has not, become spaces.
void RepairControls(std::string& text) {
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') c = ' ';
  }
}

}  // namespace

std::string_view Attribute(const char** attributes, std::string_view name) {
  for (; attributes[0] != nullptr; attributes += 2) {
    if (attributes[0] == name) return attributes[1];
  }
  return {};
}

XmlRecordParser::~XmlRecordParser() { ::XML_ParserFree(parser_); }

bool XmlRecordParser::ParseOnce(std::string_view record, XmlHandler& handler) {
  handler.Clear();
  if (parser_ == nullptr) parser_ = ::XML_ParserCreate("UTF-8");
  if (parser_ == nullptr) throw std::bad_alloc();
  ::XML_ParserReset(parser_, "UTF-8");
  ::XML_SetUserData(parser_, &handler);
  ::XML_SetElementHandler(parser_, StartElement, EndElement);
  ::XML_SetCharacterDataHandler(parser_, Characters);
  if (::XML_Parse(parser_, record.data(), static_cast<int>(record.size()), 1) == XML_STATUS_OK) return true;
  const auto at = static_cast<std::size_t>(::XML_GetCurrentByteIndex(parser_));
  problem_ = fmt::format("line {}, byte {}: {}{}", ::XML_GetCurrentLineNumber(parser_),
                         ::XML_GetCurrentColumnNumber(parser_) + 1, ::XML_ErrorString(::XML_GetErrorCode(parser_)),
                         EntityAt(record, at));
  return false;
}

XmlOutcome XmlRecordParser::Parse(std::string_view record, XmlHandler& handler) {
  handler.Clear();
  if (ParseSimpleXml(record, handler) || ParseOnce(record, handler)) return XmlOutcome::kWhole;
  std::string repaired(record);
  RepairUtf8(repaired);
  RepairControls(repaired);
  if (repaired == record || !ParseOnce(repaired, handler)) return XmlOutcome::kMalformed;
  return XmlOutcome::kRepaired;
}

}  // namespace linkbert
