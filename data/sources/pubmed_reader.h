// PubmedReader: PubMed's baseline and update files, and PMC articles, as documents: abstracts with their citations.
//
// Flow: FILE... (.xml, .gz, .bz2, .zst, "-") -> RecordItems -> PubmedRecordParser, PmcArticleParser -> [PubmedReader]
// -> Document. Links are PMIDs without a place. Of several records of a PMID the last version counts, and a
// <DeleteCitation> removes what came before it (HasVersions). Errors: kInput naming file and byte for a file that is
// cut off, damaged or of another kind; a record that is no XML is counted. docs/pubmed.md
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/documents/document_reader.h"
#include "data/documents/record_items.h"
#include "data/documents/record_limit.h"

namespace linkbert {

struct PubmedOptions {
  std::uint64_t limit = 0;           // records from the beginning, of any kind; 0: all
  bool tolerate_truncation = false;  // keep what is before a cut, and count it
  std::uint64_t item_bytes = 32 << 20;
};

class PubmedReader : public DocumentReader {
 public:
  explicit PubmedReader(std::vector<std::string> paths, PubmedOptions options = {});

  NamedTexts Settings() const override;
  std::size_t item_count() const override { return limit_.item_count(); }
  std::uint64_t ItemBytes(std::size_t item) const override;
  void ReadItem(std::size_t item, const DocumentSink& sink, NamedCounts& dropped) const override;
  void AppendKeys(std::string_view target, std::vector<std::string>& keys) const override;
  bool RequiresLinks() const override { return true; }
  bool HasVersions() const override { return true; }

 private:
  class RecordReader;
  RecordLimit::ReadItem RecordsOf() const;
  std::size_t FileOf(std::size_t item) const;

  std::vector<std::string> paths_;
  PubmedOptions options_;
  std::vector<std::unique_ptr<RecordItems>> files_;  // one each: their ends differ
  std::vector<std::size_t> first_item_;              // of each file
  RecordLimit limit_;
};

}  // namespace linkbert
