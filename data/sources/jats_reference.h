// JatsReference: which publications a <ref> of an article names, by their ids.
//
// Flow: <pub-id>s of its citations -> [JatsReference] -> CitationList. Threads: one owner.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace linkbert {

// Ids of one publication: "123", "PMC123", "doi:10.1/a"; empty where it has none.
struct JatsIds {
  std::string pmid, pmc, doi;

  // `kind` is a pub-id-type; the first id of each counts, other kinds are nothing.
  void Take(std::string_view kind, std::string_view text);
  void Merge(const JatsIds& other);
  // What links find it by: the PMID, else the PMCID, else the DOI.
  std::string Best() const { return !pmid.empty() ? pmid : !pmc.empty() ? pmc : doi; }
};

// Its citations that are renderings of one publication count once: those of <citation-alternatives>, and an
// <element-citation> with a <mixed-citation>. Two of a kind are two publications.
class JatsReference {
 public:
  void Clear();
  void BeginAlternatives();
  void EndAlternatives();
  void Add(bool element_citation, const JatsIds& ids);
  const std::vector<JatsIds>& works() const { return works_; }

 private:
  std::vector<JatsIds> works_;
  std::size_t elements_ = 0, mixed_ = 0;  // the work that the next citation of each kind is of
  bool alternatives_ = false;
};

}  // namespace linkbert
