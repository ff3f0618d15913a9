// ParseSimpleXml: the XML that exports are written in, several times as fast as expat does it: elements, attributes in
// double quotes, text, XML's five entities and references by number; ASCII names.
//
// Flow: XmlRecordParser -> [ParseSimpleXml] -> XmlHandler. Pure; any thread. Memory: a tag name a level.
#pragma once
#include <string_view>

#include "data/documents/xml_record.h"

namespace linkbert {

// Whether the record was one such element. False for anything else, malformed or only unusual (a comment, CDATA, a
// carriage return, ...), which is for expat to tell; the handler has seen what is before that place.
bool ParseSimpleXml(std::string_view record, XmlHandler& handler);

}  // namespace linkbert
