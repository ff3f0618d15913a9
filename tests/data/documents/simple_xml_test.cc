// What is simple is read as expat reads it; all else is left to expat.
#include "data/documents/simple_xml.h"

#include <expat.h>
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace linkbert {
namespace {

class Events : public XmlHandler {
 public:
  void Clear() override { *this = {}; }
  void Start(std::string_view name, const char** attributes) override {
    log += fmt::format("<{}", name);
    for (; attributes[0] != nullptr; attributes += 2) log += fmt::format(" {}=[{}]", attributes[0], attributes[1]);
    log += ">";
  }
  void End(std::string_view name) override { log += fmt::format("</{}>", name); }
  void Text(std::string_view text) override { log += text; }

  std::string log;
};

std::optional<std::string> BySimple(const std::string& xml) {
  Events events;
  if (!ParseSimpleXml(xml, events)) return std::nullopt;
  return events.log;
}

std::optional<std::string> ByExpat(const std::string& xml) {
  Events events;
  XML_Parser parser = ::XML_ParserCreate("UTF-8");
  ::XML_SetUserData(parser, &events);
  ::XML_SetElementHandler(
      parser,
      [](void* to, const char* name, const char** attributes) { static_cast<Events*>(to)->Start(name, attributes); },
      [](void* to, const char* name) { static_cast<Events*>(to)->End(name); });
  ::XML_SetCharacterDataHandler(parser, [](void* to, const char* text, int length) {
    static_cast<Events*>(to)->Text({text, static_cast<std::size_t>(length)});
  });
  const bool whole = ::XML_Parse(parser, xml.data(), static_cast<int>(xml.size()), 1) == XML_STATUS_OK;
  ::XML_ParserFree(parser);
  if (!whole) return std::nullopt;
  return events.log;
}

TEST(SimpleXml, ExportsAreRead) {
  for (const std::string xml : {
           "<page/>",
           "<page>\n  <title>A &lt;b&gt; &amp; &quot;c&quot; &apos;</title>\n\t<text xml:space=\"preserve\" "
           "/>\n</page>\n",
           "<p a=\"1 &amp; &#x3b2; caf\xC3\xA9\"\n b-c.d=\">'\" ><i>x</i>]] > \x7F\xE4\xB8\xAD\xF0\x9F\x98\x80</p>",
           "<a>&#38;&#60;&#xE9;&#128512;</a>",
       }) {
    EXPECT_NE(BySimple(xml), std::nullopt) << xml;
    EXPECT_EQ(BySimple(xml), ByExpat(xml)) << xml;
  }
}

TEST(SimpleXml, TheRestIsLeftToExpat) {
  for (const std::string xml : {
           "",
           "x",
           "<",
           "<a",
           "<a>",
           "<a></b>",
           "<a></a>x",
           "<a/><a/>",
           " <a/>",
           "<?xml version=\"1.0\"?><a/>",
           "<a><!-- c --></a>",
           "<a><![CDATA[x]]></a>",
           "<a><?x?></a>",
           "<!DOCTYPE a><a/>",
           "<a>]]></a>",
           "<a>\r\n</a>",
           "<a>\x01</a>",
           "<a>\xFF</a>",
           "<a>\xEF\xBF\xBE</a>",
           "<a>\xED\xA0\x80</a>",
           "<a>\xC3</a>",
           "<a>&</a>",
           "<a>&b;</a>",
           "<a>&lt</a>",
           "<a>&#0;</a>",
           "<a>&#x;</a>",
           "<a>&#13;</a>",
           "<a>&#xD800;</a>",
           "<a>&#xFFFF;</a>",
           "<a>&#99999999999;</a>",
           "<a b='c'/>",
           "<a b=\"<\"/>",
           "<a b=\"\n\"/>",
           "<a b/>",
           "<a b=\"c\"d=\"e\"/>",
           "<a b=\"c\" b=\"d\"/>",
           "<a / >",
           "<a></a >",
           "< a/>",
           "<\xC3\xA9/>",
       }) {
    EXPECT_EQ(BySimple(xml), std::nullopt) << xml;
  }
}

TEST(SimpleXml, AttributesAreNotEndless) {
  std::string tag = "<a";
  for (int i = 0; i < 16; ++i) tag += fmt::format(" a{}=\"{}\"", i, i);
  EXPECT_EQ(BySimple(tag + "/>"), ByExpat(tag + "/>"));
  EXPECT_EQ(BySimple(tag + " b=\"c\"/>"), std::nullopt);
}

}  // namespace
}  // namespace linkbert
