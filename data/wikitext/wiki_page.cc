#include "data/wikitext/wiki_page.h"

#include <charconv>

#include "data/documents/xml_record.h"

namespace linkbert {
namespace {

class PageHandler : public XmlHandler {
 public:
  void Clear() override { *this = {}; }

  void Start(std::string_view name, const char** attributes) override {
    ++depth_;
    text_.clear();
    if (depth_ != 2) return;
    if (name == "revision") in_revision_ = true;
    if (name != "redirect") return;
    page.redirect = true;
    page.redirect_to = Attribute(attributes, "title");
  }

  void End(std::string_view name) override {
    if (depth_ == 2) EndField(name);
    if (depth_ == 3 && in_revision_ && name == "text") page.text.swap(text_);
    if (depth_ == 3 && in_revision_ && name == "model") page.model = text_;
    --depth_;
    text_.clear();
  }

  void Text(std::string_view text) override { text_ += text; }

  WikiPage page;

 private:
  void EndField(std::string_view name) {
    if (name == "title") page.title = text_;
    if (name == "id") page.id = text_;
    if (name == "ns") std::from_chars(text_.data(), text_.data() + text_.size(), page.space);
    if (name == "revision") in_revision_ = false;
  }

  std::string text_;  // of the element at hand
  int depth_ = 0;     // 1 within <page>
  bool in_revision_ = false;
};

}  // namespace

std::optional<WikiPage> ParseWikiPage(std::string_view record, std::string* problem) {
  PageHandler handler;
  XmlRecordParser parser;
  const XmlOutcome outcome = parser.Parse(record, handler);
  if (outcome == XmlOutcome::kMalformed) {
    if (problem != nullptr) *problem = parser.problem();
    return std::nullopt;
  }
  handler.page.repaired = outcome == XmlOutcome::kRepaired;
  return std::move(handler.page);
}

}  // namespace linkbert
