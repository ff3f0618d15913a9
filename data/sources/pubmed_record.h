// PubmedRecordParser: a <PubmedArticle>, <PubmedBookArticle> or <DeleteCitation> of PubMed's files as its fields.
//
// Flow: RecordItems -> [PubmedRecordParser] -> PubmedRecord -> PubmedReader. Text is the whole mixed content, white
// space normalised. What counts as a citation: docs/pubmed.md. What is never read, such as authors, is cut out before
// the parser (data/sources/pubmed_skim.h). Linear in the record. Threads: one caller.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/documents/accounting.h"
#include "data/documents/xml_record.h"

namespace linkbert {

struct PubmedId {
  std::string id;             // a PMID's digits; empty where the record has none
  std::uint32_t version = 1;  // from 1
};

struct PubmedRecord {
  PubmedId pmid;
  std::string pmc;  // "PMC123", of a PMC article
  std::string doi;  // "doi:10.1/a", of a PMC article
  std::string title;
  std::string text;                  // paragraphs: of the abstract, of a PMC article's body
  bool other_abstract = false;       // has an <OtherAbstract>, which is not in `text`
  std::vector<std::string> targets;  // PMIDs it cites, in order, each once; or "PMC123", "doi:..."
  NamedCounts other_links;           // references that are not in `targets`, by reason
  std::vector<PubmedId> deletions;   // of a <DeleteCitation>
};

// Collects the targets of a record.
class CitationList {
 public:
  CitationList();
  ~CitationList();
  void Clear();
  // An empty id is a reference that names no document.
  void Add(std::string&& id, PubmedRecord& record);

 private:
  struct Known;
  std::unique_ptr<Known> known_;
};

// The digits of a PMID between white space; empty if it is anything else.
std::string PmidOf(std::string_view text);

class PubmedRecordParser {
 public:
  PubmedRecordParser();
  ~PubmedRecordParser();
  // `record` is left undefined where the outcome is kMalformed.
  XmlOutcome Parse(std::string_view xml, PubmedRecord& record);
  const std::string& problem() const { return problem_; }

 private:
  class Handler;
  XmlRecordParser parser_;
  std::unique_ptr<Handler> handler_;
  std::string read_;  // scratch
  std::string problem_;
};

}  // namespace linkbert
