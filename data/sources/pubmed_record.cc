#include "data/sources/pubmed_record.h"

#include <algorithm>
#include <charconv>
#include <unordered_set>
#include <utility>

#include "data/documents/html_entities.h"
#include "data/documents/plain_text.h"
#include "data/documents/trimmed.h"
#include "data/documents/xml_tags.h"
#include "data/sources/pubmed_skim.h"

namespace linkbert {
// Not in the anonymous namespace: PubmedRecordParser::Handler, which is not either, has members of it.
enum class PubmedTag : std::uint8_t {
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

namespace {

constexpr std::pair<std::string_view, PubmedTag> kTags[] = {
    {"Abstract", PubmedTag::kAbstract},
    {"AbstractText", PubmedTag::kAbstractText},
    {"Article", PubmedTag::kArticle},
    {"ArticleId", PubmedTag::kArticleId},
    {"ArticleTitle", PubmedTag::kArticleTitle},
    {"Book", PubmedTag::kBook},
    {"BookDocument", PubmedTag::kBookDocument},
    {"BookTitle", PubmedTag::kBookTitle},
    {"CommentsCorrections", PubmedTag::kCommentsCorrections},
    {"DeleteCitation", PubmedTag::kDeleteCitation},
    {"MedlineCitation", PubmedTag::kMedlineCitation},
    {"OtherAbstract", PubmedTag::kOtherAbstract},
    {"PMID", PubmedTag::kPmid},
    {"Reference", PubmedTag::kReference},
    {"VernacularTitle", PubmedTag::kVernacularTitle},
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
    const PubmedTag parent = path_.empty() ? PubmedTag::kOther : path_.back();
    path_.push_back(FindTag(kTags, name));
    if (capturing_ > 0) return;  // within mixed content
    if (!Opens(path_.back(), parent, attributes)) return;
    capturing_ = path_.size();
    captured_.clear();
  }

  void End(std::string_view /*name*/) override {
    const PubmedTag tag = path_.back();
    if (capturing_ == path_.size()) {
      Take(tag, path_.size() > 1 ? path_[path_.size() - 2] : PubmedTag::kOther);
      capturing_ = 0;
    } else if (capturing_ == 0 && tag == PubmedTag::kReference) {
      citations_.Add(std::exchange(reference_, {}), record_);
      in_reference_ = false;
    } else if (capturing_ == 0 && tag == PubmedTag::kCommentsCorrections) {
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
  bool Opens(PubmedTag tag, PubmedTag parent, const char** attributes) {
    switch (tag) {
      case PubmedTag::kPmid:
        version_ = VersionOf(Attribute(attributes, "Version"));
        return parent == PubmedTag::kMedlineCitation || parent == PubmedTag::kBookDocument ||
               parent == PubmedTag::kDeleteCitation || parent == PubmedTag::kCommentsCorrections;
      case PubmedTag::kArticleTitle:
      case PubmedTag::kVernacularTitle:
        return parent == PubmedTag::kArticle || parent == PubmedTag::kBookDocument;
      case PubmedTag::kBookTitle:
        return parent == PubmedTag::kBook;
      case PubmedTag::kAbstractText:
        label_ = OneLine(Attribute(attributes, "Label"));
        return parent == PubmedTag::kAbstract;
      case PubmedTag::kArticleId:
        return in_reference_ && reference_.empty() && IsPubmed(Attribute(attributes, "IdType"));
      case PubmedTag::kOtherAbstract:
        record_.other_abstract = true;
        return false;
      case PubmedTag::kReference:
        in_reference_ = true;
        return false;
      case PubmedTag::kCommentsCorrections:
        correction_.clear();
        cites_ = Cites(Attribute(attributes, "RefType"));
        if (!cites_) Count(record_.other_links, "made by the other paper");
        return false;
      default:
        return false;
    }
  }

  void Take(PubmedTag tag, PubmedTag parent) {
    if (tag == PubmedTag::kPmid) return TakePmid(parent);
    if (tag == PubmedTag::kArticleId) reference_ = PmidOf(captured_);
    if (tag == PubmedTag::kArticleTitle) article_title_ = OneLine(captured_);
    if (tag == PubmedTag::kVernacularTitle) vernacular_title_ = OneLine(captured_);
    if (tag == PubmedTag::kBookTitle) book_title_ = OneLine(captured_);
    if (tag != PubmedTag::kAbstractText || Trimmed(captured_, kSpace).empty()) return;
    text_of_abstract_.EndParagraph();
    if (IsLabel(label_)) {
      text_of_abstract_.AppendOneLine(label_);
      text_of_abstract_.AppendOneLine(label_.ends_with(':') ? " " : ": ");
    }
    text_of_abstract_.AppendOneLine(captured_);
  }

  void TakePmid(PubmedTag parent) {
    std::string id = PmidOf(captured_);
    if (parent == PubmedTag::kCommentsCorrections) {
      correction_ = std::move(id);
    } else if (parent == PubmedTag::kDeleteCitation) {
      record_.deletions.push_back({std::move(id), version_});
    } else if (record_.pmid.id.empty()) {
      record_.pmid = {std::move(id), version_};
    }
  }

  PubmedRecord record_;
  PlainText text_of_abstract_;
  CitationList citations_;
  std::vector<PubmedTag> path_;  // of open elements
  std::size_t capturing_ = 0;    // the path's length at the element whose content is taken; 0: none
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
