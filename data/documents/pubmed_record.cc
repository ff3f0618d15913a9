#include "data/documents/pubmed_record.h"

#include <algorithm>
#include <charconv>
#include <unordered_set>
#include <utility>

#include "data/documents/plain_text.h"
#include "data/documents/pubmed_skim.h"
#include "data/documents/trimmed.h"
#include "data/documents/wikitext/html_entities.h"
#include "data/documents/xml_tags.h"

namespace linkbert {
namespace {

enum class Tag : std::uint8_t {
  kOther,
  kAbstract,
  kAbstractText,
  kArticle,
  kArticleId,
  kArticleTitle,
  kBook,
  kBookDocument,
  kBookTitle,
  kCommentsCorrections,
  kDeleteCitation,
  kMedlineCitation,
  kOtherAbstract,
  kPmid,
  kReference,
  kVernacularTitle,
};

constexpr std::pair<std::string_view, Tag> kTags[] = {
    {"Abstract", Tag::kAbstract},
    {"AbstractText", Tag::kAbstractText},
    {"Article", Tag::kArticle},
    {"ArticleId", Tag::kArticleId},
    {"ArticleTitle", Tag::kArticleTitle},
    {"Book", Tag::kBook},
    {"BookDocument", Tag::kBookDocument},
    {"BookTitle", Tag::kBookTitle},
    {"CommentsCorrections", Tag::kCommentsCorrections},
    {"DeleteCitation", Tag::kDeleteCitation},
    {"MedlineCitation", Tag::kMedlineCitation},
    {"OtherAbstract", Tag::kOtherAbstract},
    {"PMID", Tag::kPmid},
    {"Reference", Tag::kReference},
    {"VernacularTitle", Tag::kVernacularTitle},
};

constexpr std::string_view kSpace = " \t\r\n";

std::uint32_t VersionOf(std::string_view text) {
  std::uint32_t version = 1;
  std::from_chars(text.data(), text.data() + text.size(), version);
  return std::max(version, 1U);
}

// Whether a record of this RefType cites the other one; the rest are made by the other: CommentIn, ErratumIn, ...
bool Cites(std::string_view type) {
  return type == "Cites" || type == "OriginalReportIn" || type.ends_with("On") || type.ends_with("Of") ||
         type.ends_with("For") || type.ends_with("From");
}

// Without a type after the skim.
bool IsPubmed(std::string_view type) { return type.empty() || type == "pubmed"; }

// Labels that say only that there is none.
bool IsLabel(std::string_view label) { return !label.empty() && label != "UNLABELLED" && label != "UNASSIGNED"; }

// "[Not Available]." stands where there is no English title.
bool IsTitle(std::string_view title) { return !title.empty() && !title.starts_with("[Not Available"); }

constexpr std::size_t kFew = 32;  // so many are compared one by one

}  // namespace

struct CitationList::Known {
  std::unordered_set<std::string> ids;  // empty while there are few
};

CitationList::CitationList() : known_(std::make_unique<Known>()) {}
CitationList::~CitationList() = default;

void CitationList::Clear() {
  if (!known_->ids.empty()) known_->ids = {};
}

void CitationList::Add(std::string&& id, PubmedRecord& record) {
  if (id.empty()) return Count(record.other_links, "reference without PMID");
  const bool few = record.targets.size() < kFew;
  const bool known =
      few ? std::ranges::find(record.targets, id) != record.targets.end() : !known_->ids.insert(id).second;
  if (known) return Count(record.other_links, "repeated");
  record.targets.push_back(std::move(id));
  if (record.targets.size() == kFew) known_->ids.insert(record.targets.begin(), record.targets.end());
}

std::string PmidOf(std::string_view text) {
  const std::string_view id = Trimmed(text, kSpace);
  constexpr std::size_t kLongest = 20;
  if (id.size() > kLongest || id.find_first_not_of("0123456789") != std::string_view::npos) return {};
  return std::string(id.substr(std::min(id.find_first_not_of('0'), id.size())));
}

class PubmedRecordParser::Handler : public XmlHandler {
 public:
  void Clear() override {
    record_ = {}, text_of_abstract_ = {};
    path_.clear(), citations_.Clear();
    article_title_.clear(), vernacular_title_.clear(), book_title_.clear(), reference_.clear(), correction_.clear();
    capturing_ = 0;
    in_reference_ = false;
  }

  void Start(std::string_view name, const char** attributes) override {
    const Tag parent = path_.empty() ? Tag::kOther : path_.back();
    path_.push_back(FindTag(kTags, name));
    if (capturing_ > 0) return;  // within mixed content
    if (!Opens(path_.back(), parent, attributes)) return;
    capturing_ = path_.size();
    captured_.clear();
  }

  void End(std::string_view /*name*/) override {
    const Tag tag = path_.back();
    if (capturing_ == path_.size()) {
      Take(tag, path_.size() > 1 ? path_[path_.size() - 2] : Tag::kOther);
      capturing_ = 0;
    } else if (capturing_ == 0 && tag == Tag::kReference) {
      citations_.Add(std::exchange(reference_, {}), record_);
      in_reference_ = false;
    } else if (capturing_ == 0 && tag == Tag::kCommentsCorrections) {
      if (cites_) citations_.Add(std::exchange(correction_, {}), record_);
    }
    path_.pop_back();
  }

  void Text(std::string_view text) override {
    if (capturing_ > 0) captured_ += text;
  }

  PubmedRecord TakeRecord() {
    std::string& title = IsTitle(article_title_)      ? article_title_
                         : !vernacular_title_.empty() ? vernacular_title_
                         : !article_title_.empty()    ? article_title_
                                                      : book_title_;
    record_.title = std::move(title);
    record_.text = text_of_abstract_.Take();
    DecodeEscapedTwice(record_.title);
    DecodeEscapedTwice(record_.text);
    return std::move(record_);
  }

 private:
  // Whether the element's content is to be taken.
  bool Opens(Tag tag, Tag parent, const char** attributes) {
    switch (tag) {
      case Tag::kPmid:
        version_ = VersionOf(Attribute(attributes, "Version"));
        return parent == Tag::kMedlineCitation || parent == Tag::kBookDocument || parent == Tag::kDeleteCitation ||
               parent == Tag::kCommentsCorrections;
      case Tag::kArticleTitle:
      case Tag::kVernacularTitle:
        return parent == Tag::kArticle || parent == Tag::kBookDocument;
      case Tag::kBookTitle:
        return parent == Tag::kBook;
      case Tag::kAbstractText:
        label_ = OneLine(Attribute(attributes, "Label"));
        return parent == Tag::kAbstract;
      case Tag::kArticleId:
        return in_reference_ && reference_.empty() && IsPubmed(Attribute(attributes, "IdType"));
      case Tag::kOtherAbstract:
        record_.other_abstract = true;
        return false;
      case Tag::kReference:
        in_reference_ = true;
        return false;
      case Tag::kCommentsCorrections:
        correction_.clear();
        cites_ = Cites(Attribute(attributes, "RefType"));
        if (!cites_) Count(record_.other_links, "made by the other paper");
        return false;
      default:
        return false;
    }
  }

  void Take(Tag tag, Tag parent) {
    if (tag == Tag::kPmid) return TakePmid(parent);
    if (tag == Tag::kArticleId) reference_ = PmidOf(captured_);
    if (tag == Tag::kArticleTitle) article_title_ = OneLine(captured_);
    if (tag == Tag::kVernacularTitle) vernacular_title_ = OneLine(captured_);
    if (tag == Tag::kBookTitle) book_title_ = OneLine(captured_);
    if (tag != Tag::kAbstractText || Trimmed(captured_, kSpace).empty()) return;
    text_of_abstract_.EndParagraph();
    if (IsLabel(label_)) {
      text_of_abstract_.AppendOneLine(label_);
      text_of_abstract_.AppendOneLine(label_.ends_with(':') ? " " : ": ");
    }
    text_of_abstract_.AppendOneLine(captured_);
  }

  void TakePmid(Tag parent) {
    std::string id = PmidOf(captured_);
    if (parent == Tag::kCommentsCorrections) {
      correction_ = std::move(id);
    } else if (parent == Tag::kDeleteCitation) {
      record_.deletions.push_back({std::move(id), version_});
    } else if (record_.pmid.id.empty()) {
      record_.pmid = {std::move(id), version_};
    }
  }

  PubmedRecord record_;
  PlainText text_of_abstract_;
  CitationList citations_;
  std::vector<Tag> path_;      // of open elements
  std::size_t capturing_ = 0;  // the path's length at the element whose content is taken; 0: none
  std::string captured_;
  std::string article_title_, vernacular_title_, book_title_, label_;
  std::string reference_, correction_;  // the PMID of the one at hand
  std::uint32_t version_ = 1;
  bool in_reference_ = false;
  bool cites_ = false;
};

PubmedRecordParser::PubmedRecordParser() : handler_(std::make_unique<Handler>()) {}
PubmedRecordParser::~PubmedRecordParser() = default;

XmlOutcome PubmedRecordParser::Parse(std::string_view xml, PubmedRecord& record) {
  read_.clear();
  AppendWhatIsRead(xml, read_);
  const XmlOutcome outcome = parser_.Parse(read_, *handler_);
  if (outcome != XmlOutcome::kMalformed) {
    record = handler_->TakeRecord();
  } else {
    problem_ = parser_.problem();
    // The place is one of the whole record, where that shows it too.
    if (parser_.Parse(xml, *handler_) == XmlOutcome::kMalformed) problem_ = parser_.problem();
  }
  return outcome;
}

}  // namespace linkbert
