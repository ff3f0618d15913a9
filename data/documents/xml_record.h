// XmlRecordParser: one XML element, as RecordItems cuts it out of a file, as events. XML by expat, but for the
// simple kind that most are.
//
// Flow: RecordItems -> [XmlRecordParser: ParseSimpleXml, else expat] -> XmlHandler. No DTD is read, so an entity other
// than XML's own five, and with it any entity bomb, is malformed; so is a DOCTYPE within the element. Memory: a tag
// name a level. Threads: one caller.
#pragma once
#include <memory>
#include <string>
#include <string_view>

struct XML_ParserStruct;

namespace linkbert {

class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual void Clear() = 0;  // a record begins, perhaps the same one again
  virtual void Start(std::string_view name, const char** attributes) = 0;
  virtual void End(std::string_view name) = 0;
  virtual void Text(std::string_view text) = 0;
};

// The value of the attribute in what Start is given; empty where it has none.
std::string_view Attribute(const char** attributes, std::string_view name);

enum class XmlOutcome {
  kWhole,
  kRepaired,   // bytes that no XML may hold became U+FFFD or spaces
  kMalformed,  // is no XML even so; the handler has seen what is before that place
};

class XmlRecordParser {
 public:
  XmlRecordParser() = default;
  ~XmlRecordParser();
  XmlRecordParser(const XmlRecordParser&) = delete;
  XmlRecordParser& operator=(const XmlRecordParser&) = delete;

  XmlOutcome Parse(std::string_view record, XmlHandler& handler);
  // Of the last record, where it is malformed: "line 2, byte 17: mismatched tag".
  const std::string& problem() const { return problem_; }

 private:
  bool ParseOnce(std::string_view record, XmlHandler& handler);

  XML_ParserStruct* parser_ = nullptr;  // made for the first record that is not simple
  std::string problem_;
};

}  // namespace linkbert
