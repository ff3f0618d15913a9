#include "data/sources/pubmed_skim.h"

#include <utility>

#include "data/documents/find_text.h"

namespace linkbert {
namespace {

// Elements that hold neither text nor citations; half of a record. None has another of its name inside.
constexpr std::string_view kUnread[] = {
    "ArticleDate",
    "AuthorList",
    "ChemicalList",
    "Citation",
    "CoiStatement",
    "DataBankList",
    "DateCompleted",
    "DateRevised",
    "ELocationID",
    "GeneSymbolList",
    "GeneralNote",
    "GrantList",
    "History",
    "InvestigatorList",
    "Journal",
    "KeywordList",
    "Language",
    "MedlineJournalInfo",
    "MeshHeadingList",
    "Pagination",
    "PersonalNameSubjectList",
    "PublicationTypeList",
    "SupplMeshList",
};

constexpr std::string_view kId = "ArticleId IdType=\"";
constexpr std::string_view kPubmedId = "ArticleId IdType=\"pubmed\">";

// The unread element that opens with "<" at the beginning of `tag`; empty if none does.
std::string_view UnreadAt(std::string_view tag) {
  tag.remove_prefix(1);
  if (tag[0] < 'A' || tag[0] > 'Z') return {};  // an end, or markup of the text
  for (const std::string_view name : kUnread) {
    if (tag[0] == name[0] && tag.starts_with(name) && tag.size() > name.size() &&
        std::string_view(" >/\t\r\n").find(tag[name.size()]) != std::string_view::npos) {
      return name;
    }
  }
  // Ids of other kinds.
  if (!tag.starts_with(kId) || tag.starts_with(kPubmedId)) return {};
  return kId.substr(0, kId.find(' '));
}

// What a tag that is read becomes where it is one of the many of a list of references: a shorter one, or nothing.
std::pair<std::string_view, std::string_view> ShorterAt(std::string_view tag) {
  constexpr std::string_view kList = "<ArticleIdList>", kListEnd = "</ArticleIdList>";
  if (tag.substr(1).starts_with(kPubmedId)) return {tag.substr(0, kPubmedId.size() + 1), "<ArticleId>"};
  if (tag.starts_with(kList)) return {kList, ""};
  if (tag.starts_with(kListEnd)) return {kListEnd, ""};
  return {};
}

// What ends the markup at the beginning of `tag`, in which "<" begins no element; empty for other markup.
std::string_view EndOfNoElement(std::string_view tag) {
  if (tag.starts_with("<![CDATA[")) return "]]>";
  if (tag.starts_with("<!--")) return "-->";
  return tag[1] == '?' ? "?>" : std::string_view{};
}

// Behind `wanted`; the end if it does not occur.
std::size_t Behind(std::string_view xml, std::string_view wanted, std::size_t from) {
  const std::size_t found = FindText(xml, wanted, from);
  return found == std::string_view::npos ? xml.size() : found + wanted.size();
}

// Behind the element of that name that opens at `at`.
std::size_t BehindElement(std::string_view xml, std::string_view name, std::size_t at) {
  const std::size_t opened = Behind(xml, ">", at);
  if (xml[opened - 2] == '/') return opened;
  char close[40] = "</";
  const std::size_t length = name.copy(close + 2, sizeof close - 3) + 2;
  close[length] = '>';
  return Behind(xml, {close, length + 1}, opened);
}

}  // namespace

void AppendWhatIsRead(std::string_view xml, std::string& read) {
  std::size_t kept = 0;  // what is before it is appended or left out
  for (std::size_t at = xml.find('<'); at < xml.size(); at = xml.find('<', at)) {
    const std::string_view rest = xml.substr(at);
    if (rest.size() < 4) break;
    if (const std::string_view end = EndOfNoElement(rest); !end.empty()) {
      at = Behind(xml, end, at);
    } else if (const std::string_view name = UnreadAt(rest); !name.empty()) {
      read += xml.substr(kept, at - kept);
      at = kept = BehindElement(xml, name, at);
    } else if (const auto [tag, shorter] = ShorterAt(rest); !tag.empty()) {
      read += xml.substr(kept, at - kept);
      read += shorter;
      at = kept = at + tag.size();
    } else {
      ++at;
    }
  }
  read += xml.substr(kept);
}

}  // namespace linkbert
