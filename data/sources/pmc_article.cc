#include "data/sources/pmc_article.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "data/documents/html_entities.h"
#include "data/documents/plain_text.h"
#include "data/sources/jats_elements.h"
#include "data/sources/jats_reference.h"

namespace linkbert {

class PmcArticleParser::Handler : public XmlHandler {
 public:
  void Clear() override {
    record_ = {}, text_ = {}, title_ = {}, typed_abstract_ = {}, ids_ = {};
    path_.clear(), kept_alternative_.clear(), citations_.Clear(), reference_.Clear();
    omitted_ = area_ = captured_at_ = list_ = around_list_ = 0;
    in_reference_ = in_citation_ = has_abstract_ = in_typed_abstract_ = false;
  }

  void Start(std::string_view name, const char** attributes) override {
    const JatsTag parent = path_.empty() ? JatsTag::kOther : path_.back();
    const JatsTag tag = FindJatsTag(name);
    path_.push_back(tag);
    if (omitted_ > 0) return;
    if (IsOmitted(tag, parent)) {
      omitted_ = path_.size();
    } else if (area_ > 0) {
      if (IsBlock(tag)) Area().EndParagraph();
      if (tag == JatsTag::kBreak) Area().AppendOneLine(" ");
    } else if (IsArea(tag, parent, attributes)) {
      area_ = path_.size();
      Area().EndParagraph();
    } else {
      StartField(tag, parent, attributes);
    }
    if (tag == JatsTag::kAlternatives && omitted_ == 0) kept_alternative_.push_back(false);
    if (tag == JatsTag::kReferenceList && list_ == 0) {
      list_ = path_.size();
      around_list_ = std::exchange(area_, 0);
    }
  }

  void End(std::string_view /*name*/) override {
    const JatsTag tag = path_.back();
    if (omitted_ == path_.size()) {
      omitted_ = 0;
    } else if (omitted_ == 0) {
      if (tag == JatsTag::kAlternatives) kept_alternative_.pop_back();
      if (area_ > 0 && IsBlock(tag)) Area().EndParagraph();
      if (area_ == path_.size()) EndArea();
      if (captured_at_ == path_.size()) EndField(tag);
      EndOfReference(tag);
      if (list_ == path_.size()) {
        list_ = 0;
        area_ = std::exchange(around_list_, 0);
      }
    }
    path_.pop_back();
  }

  void Text(std::string_view text) override {
    if (omitted_ > 0) return;
    if (area_ > 0) Area().AppendOneLine(text);
    if (captured_at_ > 0) captured_ += text;
  }

  PubmedRecord TakeRecord() {
    record_.pmid.id = std::move(ids_.pmid);
    record_.pmc = std::move(ids_.pmc);
    record_.doi = std::move(ids_.doi);
    record_.title = title_.Take();
    record_.text = text_.Take();
    std::string abstract = typed_abstract_.Take();
    if (!has_abstract_ && !abstract.empty()) {
      record_.text = abstract + (record_.text.empty() ? "" : "\n\n") + record_.text;
    }
    DecodeEscapedTwice(record_.title);
    DecodeEscapedTwice(record_.text);
    return std::move(record_);
  }

 private:
  static bool IsBlock(JatsTag tag) {
    return tag == JatsTag::kBlock || tag == JatsTag::kDefinition || tag == JatsTag::kSubtitle;
  }
  PlainText& Area() { return in_typed_abstract_ ? typed_abstract_ : text_; }

  // Also what an abbreviation stands for, marks of footnotes in a title, and a second rendering of what has one.
  bool IsOmitted(JatsTag tag, JatsTag parent) {
    if (tag == JatsTag::kOmitted || (tag == JatsTag::kDefinition && parent == JatsTag::kAbbreviation)) return true;
    if (tag == JatsTag::kXref && captured_at_ > 0) return true;
    if (parent != JatsTag::kAlternatives || kept_alternative_.empty()) return false;
    const bool another = kept_alternative_.back();
    kept_alternative_.back() = true;
    return another;
  }

  // Whether the element's text is text: the body, and the abstract.
  bool IsArea(JatsTag tag, JatsTag parent, const char** attributes) {
    if (tag == JatsTag::kBody) return parent == JatsTag::kArticle;
    if (tag != JatsTag::kAbstract || parent != JatsTag::kArticleMeta) return false;
    const std::string_view type = Attribute(attributes, "abstract-type");
    const bool plain = std::ranges::find(kJatsAbstracts, type) != kJatsAbstracts.end();
    has_abstract_ |= plain;
    const bool other =
        typed_abstract_.size() == 0 && std::ranges::find(kJatsNoAbstracts, type) == kJatsNoAbstracts.end();
    in_typed_abstract_ = !plain && other;  // of several the first
    return plain || other;
  }
  void EndArea() {
    Area().EndParagraph();
    in_typed_abstract_ = false;
    area_ = 0;
  }

  void StartField(JatsTag tag, JatsTag parent, const char** attributes) {
    if (tag == JatsTag::kReference) reference_.Clear(), in_reference_ = true;
    if (tag == JatsTag::kCitationAlternatives && in_reference_) reference_.BeginAlternatives();
    if (IsCitation(tag)) in_citation_ = true, cited_ = {};
    const bool id =
        (tag == JatsTag::kArticleId && parent == JatsTag::kArticleMeta) || (tag == JatsTag::kPubId && in_citation_);
    const bool title = (tag == JatsTag::kArticleTitle || tag == JatsTag::kSubtitle) && parent == JatsTag::kTitleGroup;
    if (!id && !title) return;
    if (id) kind_ = Attribute(attributes, "pub-id-type");
    captured_at_ = path_.size();
    captured_.clear();
  }

  void EndField(JatsTag tag) {
    captured_at_ = 0;
    if (tag == JatsTag::kArticleTitle || tag == JatsTag::kSubtitle) {
      title_.AppendOneLine(" ");
      return title_.AppendOneLine(captured_);
    }
    (tag == JatsTag::kArticleId ? ids_ : cited_).Take(kind_, captured_);
  }

  static bool IsCitation(JatsTag tag) { return tag == JatsTag::kElementCitation || tag == JatsTag::kMixedCitation; }

  void EndOfReference(JatsTag tag) {
    if (tag == JatsTag::kCitationAlternatives && in_reference_) reference_.EndAlternatives();
    if (IsCitation(tag) && in_citation_) {
      in_citation_ = false;
      reference_.Add(tag == JatsTag::kElementCitation, cited_);
      if (!in_reference_) AddCitations();
    }
    if (tag != JatsTag::kReference || !in_reference_) return;
    in_reference_ = false;
    AddCitations();
  }

  void AddCitations() {
    for (const JatsIds& work : reference_.works()) citations_.Add(work.Best(), record_);
    reference_.Clear();
  }

  PubmedRecord record_;
  PlainText text_, title_;
  PlainText typed_abstract_;  // the text where there is no other abstract
  JatsIds ids_, cited_;
  CitationList citations_;
  JatsReference reference_;
  std::vector<JatsTag> path_;           // of open elements
  std::vector<bool> kept_alternative_;  // of each <alternatives> that is open: whether one of its children is taken
  // The path's length at the element that is left out, whose text is text, whose content is taken; 0: none.
  std::size_t omitted_ = 0, area_ = 0, captured_at_ = 0;
  std::size_t list_ = 0, around_list_ = 0;  // of a list of references, and the area it is in
  std::string captured_, kind_;
  bool in_reference_ = false, in_citation_ = false;
  bool has_abstract_ = false, in_typed_abstract_ = false;
};

PmcArticleParser::PmcArticleParser() : handler_(std::make_unique<Handler>()) {}
PmcArticleParser::~PmcArticleParser() = default;

XmlOutcome PmcArticleParser::Parse(std::string_view xml, PubmedRecord& record) {
  const XmlOutcome outcome = parser_.Parse(xml, *handler_);
  if (outcome != XmlOutcome::kMalformed) record = handler_->TakeRecord();
  return outcome;
}

}  // namespace linkbert
