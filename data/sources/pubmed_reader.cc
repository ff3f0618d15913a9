#include "data/sources/pubmed_reader.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "data/sources/pmc_article.h"
#include "data/sources/pubmed_record.h"

namespace linkbert {
namespace {

constexpr const char* kPmcArticle = "article";

// What must stand behind the last record of a file, by what stands before the first; empty where anything may.
std::string LastOf(const std::string& head, const std::string& path) {
  for (const char* root : {"PubmedArticleSet", "PubmedBookArticleSet", "pmc-articleset"}) {
    if (head.find(fmt::format("<{}", root)) != std::string::npos) return fmt::format("</{}>", root);
  }
  if (path == "-") return "</PubmedArticleSet>";
  constexpr std::size_t kTarMagicAt = 257;  // PMC's packages are .tar.gz files of articles
  const std::size_t begin = head.find_first_not_of("\xEF\xBB\xBF \t\r\n");
  const std::string_view start = std::string_view(head).substr(std::min(begin, head.size()));
  const bool article = start.empty() || start.starts_with("<?xml") || start.starts_with("<!DOCTYPE article") ||
                       head.substr(std::min(kTarMagicAt, head.size())).starts_with("ustar");
  if (article && start.find("DOCTYPE PubmedArticleSet") == std::string_view::npos) return "";
  throw Fail(ErrorCode::kInput,
             "{}: holds neither a <PubmedArticleSet> nor an <article> of PMC. Is it the right file? Wanted .xml or "
             ".xml.gz of PubMed, or .nxml of PMC.",
             path);
}

// "PMID 123, " of a record that is no XML; empty where it is not to be found.
std::string NameOf(std::string_view xml) {
  for (const std::string_view before : {"<PMID", "pub-id-type=\"pmid\""}) {
    const std::size_t tag = xml.find(before);
    const std::size_t begin = tag == std::string_view::npos ? tag : xml.find('>', tag);
    if (begin == std::string_view::npos) continue;
    const std::string_view text = xml.substr(begin + 1);
    if (const std::string id = PmidOf(text.substr(0, text.find('<'))); !id.empty()) return fmt::format("PMID {}, ", id);
  }
  return {};
}

}  // namespace

// Turns the records of one item into documents.
class PubmedReader::RecordReader {
 public:
  RecordReader(const DocumentSink& sink, NamedCounts& dropped) : sink_(sink), dropped_(dropped) {}

  void Read(std::string_view xml, const std::string& where) {
    PubmedRecord record;
    const bool article = xml.substr(1).starts_with(kPmcArticle);
    const XmlOutcome outcome = article ? article_.Parse(xml, record) : record_.Parse(xml, record);
    if (outcome == XmlOutcome::kMalformed) {
      return sink_(
          Unreadable("malformed XML", where, NameOf(xml) + (article ? article_.problem() : record_.problem())));
    }
    for (PubmedId& deletion : record.deletions) Delete(std::move(deletion), where);
    if (xml.substr(1).starts_with("DeleteCitation")) return;
    Document document;
    document.names = {record.pmid.id, record.doi, record.pmc};
    std::erase(document.names, "");
    if (document.names.empty()) return Count(dropped_, "without PMID");
    document.id = document.names[0];
    document.version = record.pmid.version;
    document.title = record.title.empty() ? document.id : std::move(record.title);
    document.text = std::move(record.text);
    document.targets = std::move(record.targets);
    document.other_links = std::move(record.other_links);
    document.fate_if_empty = record.other_abstract ? "only an OtherAbstract" : article ? "no text" : "no abstract";
    document.where = where;
    document.repaired = outcome == XmlOutcome::kRepaired;
    sink_(std::move(document));
  }

 private:
  void Delete(PubmedId&& deletion, const std::string& where) {
    if (deletion.id.empty()) return Count(dropped_, "without PMID");
    Document document;
    document.id = std::move(deletion.id);
    document.version = deletion.version;
    document.deletion = true;
    document.where = where;
    sink_(std::move(document));
  }

  const DocumentSink& sink_;
  NamedCounts& dropped_;
  PubmedRecordParser record_;
  PmcArticleParser article_;
};

PubmedReader::PubmedReader(std::vector<std::string> paths, PubmedOptions options)
    : paths_(std::move(paths)), options_(options) {
  if (paths_.empty()) throw Fail(ErrorCode::kUsage, "--input: wanted at least one file.");
  const RecordItemOptions items{.item_bytes = options_.item_bytes, .tolerate_truncation = options_.tolerate_truncation};
  std::size_t item_count = 0;
  for (const std::string& path : paths_) {
    const RecordFormat format{{"PubmedArticle", "PubmedBookArticle", "DeleteCitation", kPmcArticle}, ""};
    const std::string head = RecordItems({path}, format, items).Head();
    files_.push_back(
        std::make_unique<RecordItems>(std::vector{path}, RecordFormat{format.elements, LastOf(head, path)}, items));
    first_item_.push_back(item_count);
    item_count += files_.back()->item_count();
  }
  limit_ = RecordLimit(options_.limit, paths_, item_count, RecordsOf());
}

NamedTexts PubmedReader::Settings() const {
  NamedTexts settings{{"source", "pubmed"}};
  AppendInputs(paths_, settings);
  if (options_.limit > 0) settings.emplace_back("limit", fmt::format("{}", options_.limit));
  return settings;
}

std::size_t PubmedReader::FileOf(std::size_t item) const {
  return static_cast<std::size_t>(std::ranges::upper_bound(first_item_, item) - first_item_.begin()) - 1;
}

std::uint64_t PubmedReader::ItemBytes(std::size_t item) const {
  const std::size_t file = FileOf(item);
  return files_[file]->ItemBytes(item - first_item_[file]);
}

RecordLimit::ReadItem PubmedReader::RecordsOf() const {
  return [this](std::size_t item, const RecordItems::Sink& sink, NamedCounts& dropped) {
    const std::size_t file = FileOf(item);
    files_[file]->ReadItem(item - first_item_[file], sink, dropped);
  };
}

void PubmedReader::ReadItem(std::size_t item, const DocumentSink& sink, NamedCounts& dropped) const {
  RecordReader reader(sink, dropped);
  limit_.Read(
      item, RecordsOf(), [&](std::string_view record, const std::string& where) { reader.Read(record, where); },
      dropped);
}

void PubmedReader::AppendKeys(std::string_view target, std::vector<std::string>& keys) const {
  keys.emplace_back(target);  // an id already
}

}  // namespace linkbert
