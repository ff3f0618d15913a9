#include "data/sources/jats_reference.h"

#include <fmt/core.h>

#include "base/ascii.h"
#include "data/documents/plain_text.h"
#include "data/sources/pubmed_record.h"

namespace linkbert {
namespace {

// "123" or "PMC123" as "PMC123".
std::string PmcOf(std::string_view text) {
  std::string id = OneLine(text);
  if (id.starts_with("PMC")) id.erase(0, 3);
  const std::string digits = PmidOf(id);
  return digits.empty() ? digits : fmt::format("PMC{}", digits);
}

// "https://doi.org/10.1/AB" as "doi:10.1/ab": case does not tell DOIs apart.
std::string DoiOf(std::string_view text) {
  const std::string id = OneLine(text);
  const std::size_t begin = id.find("10.");
  if (begin == std::string::npos || id.find(' ') != std::string::npos) return {};
  return "doi:" + InLowerAscii(std::string_view(id).substr(begin));
}

}  // namespace

void JatsIds::Take(std::string_view kind, std::string_view text) {
  std::string* const id = kind == "pmid"                     ? &pmid
                          : kind == "pmc" || kind == "pmcid" ? &pmc
                          : kind == "doi"                    ? &doi
                                                             : nullptr;
  if (id == nullptr || !id->empty()) return;
  *id = id == &pmid ? PmidOf(text) : id == &pmc ? PmcOf(text) : DoiOf(text);
}

void JatsIds::Merge(const JatsIds& other) {
  if (pmid.empty()) pmid = other.pmid;
  if (pmc.empty()) pmc = other.pmc;
  if (doi.empty()) doi = other.doi;
}

void JatsReference::Clear() {
  works_.clear();
  elements_ = mixed_ = 0;
  alternatives_ = false;
}

void JatsReference::BeginAlternatives() {
  works_.emplace_back();
  alternatives_ = true;
}

void JatsReference::EndAlternatives() {
  elements_ = mixed_ = works_.size();
  alternatives_ = false;
}

void JatsReference::Add(bool element_citation, const JatsIds& ids) {
  if (alternatives_) return works_.back().Merge(ids);
  std::size_t& next = element_citation ? elements_ : mixed_;
  if (next == works_.size()) works_.emplace_back();
  works_[next++].Merge(ids);
}

}  // namespace linkbert
