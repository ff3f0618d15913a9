// PmcArticleParser: an <article> of PMC's .nxml files (JATS) as the fields of a PubmedRecord.
//
// Flow: RecordItems -> [PmcArticleParser] -> PubmedRecord -> PubmedReader. Text is the abstract's and the body's
// whole, but for tables, figures, formulas set apart and footnotes (docs/pubmed.md lists the elements). Linear in the
// article. Threads: one caller.
#pragma once
#include <memory>
#include <string_view>

#include "data/sources/pubmed_record.h"

namespace linkbert {

class PmcArticleParser {
 public:
  PmcArticleParser();
  ~PmcArticleParser();
  // `record` is left undefined where the outcome is kMalformed.
  XmlOutcome Parse(std::string_view xml, PubmedRecord& record);
  const std::string& problem() const { return parser_.problem(); }

 private:
  class Handler;
  XmlRecordParser parser_;
  std::unique_ptr<Handler> handler_;
};

}  // namespace linkbert
