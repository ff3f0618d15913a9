#include "data/documents/pmc_article.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "data/documents/plain_text.h"
#include "data/documents/xml_tags.h"

namespace linkbert {
namespace {

enum class Tag : std::uint8_t {
  kOther,
  kAbstract,
  kArticle,
  kArticleId,
  kArticleMeta,
  kArticleTitle,
  kBody,
  kCitation,
  kOmitted,
  kParagraph,
  kPubId,
  kSubtitle,
  kTitle,
  kTitleGroup,
};

constexpr std::pair<std::string_view, Tag> kTags[] = {
    {"abstract", Tag::kAbstract},
    {"article", Tag::kArticle},
    {"article-id", Tag::kArticleId},
    {"article-meta", Tag::kArticleMeta},
    {"article-title", Tag::kArticleTitle},
    {"body", Tag::kBody},
    {"citation", Tag::kCitation},
    {"disp-formula", Tag::kOmitted},
    {"disp-formula-group", Tag::kOmitted},
    {"element-citation", Tag::kCitation},
    {"fig", Tag::kOmitted},
    {"fig-group", Tag::kOmitted},
    {"fn", Tag::kOmitted},
    {"label", Tag::kOmitted},
    {"media", Tag::kOmitted},
    {"mixed-citation", Tag::kCitation},
    {"nlm-citation", Tag::kCitation},
    {"p", Tag::kParagraph},
    {"pub-id", Tag::kPubId},
    {"response", Tag::kOmitted},
    {"sub-article", Tag::kOmitted},
    {"subtitle", Tag::kSubtitle},
    {"supplementary-material", Tag::kOmitted},
    {"table-wrap", Tag::kOmitted},
    {"table-wrap-group", Tag::kOmitted},
    {"tex-math", Tag::kOmitted},
    {"title", Tag::kTitle},
    {"title-group", Tag::kTitleGroup},
};

// "123" or "PMC123" as "PMC123".
std::string PmcOf(std::string_view text) {
  std::string id = OneLine(text);
  if (id.starts_with("PMC")) id.erase(0, 3);
  const std::string digits = PmidOf(id);
  return digits.empty() ? digits : fmt::format("PMC{}", digits);
}

}  // namespace

class PmcArticleParser::Handler : public XmlHandler {
 public:
  void Clear() override {
    record_ = {}, text_ = {}, title_ = {};
    path_.clear(), citations_.Clear();
    reference_.clear();
    omitted_ = area_ = blocks_ = captured_at_ = 0;
    in_citation_ = false;
  }

  void Start(std::string_view name, const char** attributes) override {
    const Tag parent = path_.empty() ? Tag::kOther : path_.back();
    const Tag tag = FindTag(kTags, name);
    path_.push_back(tag);
    if (omitted_ > 0) return;
    if (tag == Tag::kOmitted) {
      omitted_ = path_.size();
    } else if (area_ > 0) {
      if (IsBlock(tag)) ++blocks_, text_.EndParagraph();
    } else if (IsArea(tag, parent, attributes)) {
      area_ = path_.size();
    } else {
      StartField(tag, parent, attributes);
    }
  }

  void End(std::string_view /*name*/) override {
    const Tag tag = path_.back();
    if (omitted_ == path_.size()) omitted_ = 0;
    if (omitted_ == 0) {
      if (area_ == path_.size()) area_ = blocks_ = 0;
      if (area_ > 0 && IsBlock(tag)) --blocks_, text_.EndParagraph();
      if (captured_at_ == path_.size()) EndField(tag);
      if (tag == Tag::kCitation && in_citation_) {
        citations_.Add(std::exchange(reference_, {}), record_);
        in_citation_ = false;
      }
    }
    path_.pop_back();
  }

  void Text(std::string_view text) override {
    if (omitted_ > 0) return;
    if (blocks_ > 0) text_.AppendOneLine(text);
    if (captured_at_ > 0) captured_ += text;
  }

  PubmedRecord TakeRecord() {
    record_.title = title_.Take();
    record_.text = text_.Take();
    return std::move(record_);
  }

 private:
  static bool IsBlock(Tag tag) { return tag == Tag::kParagraph || tag == Tag::kTitle; }

  // Whether the element's paragraphs are text: the body, and the abstract that is no summary of another kind.
  static bool IsArea(Tag tag, Tag parent, const char** attributes) {
    if (tag == Tag::kBody) return parent == Tag::kArticle;
    return tag == Tag::kAbstract && parent == Tag::kArticleMeta && Attribute(attributes, "abstract-type").empty();
  }

  void StartField(Tag tag, Tag parent, const char** attributes) {
    if (tag == Tag::kCitation) in_citation_ = true;
    const bool id = (tag == Tag::kArticleId && parent == Tag::kArticleMeta) || (tag == Tag::kPubId && in_citation_);
    const bool title = (tag == Tag::kArticleTitle || tag == Tag::kSubtitle) && parent == Tag::kTitleGroup;
    if (!id && !title) return;
    if (id) kind_ = Attribute(attributes, "pub-id-type");
    captured_at_ = path_.size();
    captured_.clear();
  }

  void EndField(Tag tag) {
    captured_at_ = 0;
    if (tag == Tag::kArticleTitle || tag == Tag::kSubtitle) {
      title_.AppendOneLine(" ");
      return title_.AppendOneLine(captured_);
    }
    const bool pmid = kind_ == "pmid", pmc = kind_ == "pmc" || kind_ == "pmcid";
    if (tag == Tag::kArticleId) {
      if (pmid) record_.pmid.id = PmidOf(captured_);
      if (pmc) record_.pmc = PmcOf(captured_);
    } else if (pmid) {
      reference_ = PmidOf(captured_);
    } else if (pmc && reference_.empty()) {
      reference_ = PmcOf(captured_);
    }
  }

  PubmedRecord record_;
  PlainText text_, title_;
  CitationList citations_;
  std::vector<Tag> path_;  // of open elements
  // The path's length at the element that is left out, whose paragraphs are text, whose content is taken; 0: none.
  std::size_t omitted_ = 0, area_ = 0, captured_at_ = 0;
  std::size_t blocks_ = 0;  // open paragraphs and headings of the area
  std::string captured_, kind_, reference_;
  bool in_citation_ = false;
};

PmcArticleParser::PmcArticleParser() : handler_(std::make_unique<Handler>()) {}
PmcArticleParser::~PmcArticleParser() = default;

XmlOutcome PmcArticleParser::Parse(std::string_view xml, PubmedRecord& record) {
  const XmlOutcome outcome = parser_.Parse(xml, *handler_);
  if (outcome != XmlOutcome::kMalformed) record = handler_->TakeRecord();
  return outcome;
}

}  // namespace linkbert
