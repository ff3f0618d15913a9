// The elements of JATS 1.3 (Archiving) that PmcArticleParser tells apart, and what becomes of each.
//
// What is not listed is inline, or holds nothing but what is listed: its text stays where it stands. docs/pubmed.md has
// the list with reasons.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

namespace linkbert {

enum class JatsTag : std::uint8_t {
  kOther,  // its text is text where it stands
  kAbbreviation,
  kAbstract,
  kAlternatives,
  kArticle,
  kArticleId,
  kArticleMeta,
  kArticleTitle,
  kBlock,
  kBody,
  kBreak,
  kCitationAlternatives,
  kDefinition,
  kElementCitation,
  kMixedCitation,
  kOmitted,
  kPubId,
  kReference,
  kReferenceList,
  kSubtitle,
  kTitleGroup,
  kXref,
};

inline constexpr std::pair<std::string_view, JatsTag> kJatsTags[] = {
    {"abbrev", JatsTag::kAbbreviation},
    {"abstract", JatsTag::kAbstract},
    {"address", JatsTag::kOmitted},
    {"aff", JatsTag::kOmitted},
    {"alt-text", JatsTag::kOmitted},
    {"alternatives", JatsTag::kAlternatives},
    {"annotation", JatsTag::kOmitted},
    {"annotation-xml", JatsTag::kOmitted},
    {"answer", JatsTag::kBlock},
    {"array", JatsTag::kOmitted},
    {"article", JatsTag::kArticle},
    {"article-id", JatsTag::kArticleId},
    {"article-meta", JatsTag::kArticleMeta},
    {"article-title", JatsTag::kArticleTitle},
    {"attrib", JatsTag::kBlock},
    {"author-notes", JatsTag::kOmitted},
    {"block-alternatives", JatsTag::kAlternatives},
    {"body", JatsTag::kBody},
    {"boxed-text", JatsTag::kBlock},
    {"break", JatsTag::kBreak},
    {"chem-struct-wrap", JatsTag::kOmitted},
    {"chem-struct-wrapper", JatsTag::kOmitted},
    {"citation", JatsTag::kMixedCitation},
    {"citation-alternatives", JatsTag::kCitationAlternatives},
    {"code", JatsTag::kBlock},
    {"contrib-group", JatsTag::kOmitted},
    {"def", JatsTag::kDefinition},
    {"def-head", JatsTag::kBlock},
    {"disp-formula", JatsTag::kOmitted},
    {"disp-formula-group", JatsTag::kOmitted},
    {"disp-quote", JatsTag::kBlock},
    {"element-citation", JatsTag::kElementCitation},
    {"explanation", JatsTag::kBlock},
    {"fig", JatsTag::kOmitted},
    {"fig-group", JatsTag::kOmitted},
    {"fn", JatsTag::kOmitted},
    {"fn-group", JatsTag::kOmitted},
    {"glyph-data", JatsTag::kOmitted},
    {"graphic", JatsTag::kOmitted},
    {"hr", JatsTag::kBlock},
    {"index-term", JatsTag::kOmitted},
    {"index-term-range-end", JatsTag::kOmitted},
    {"inline-graphic", JatsTag::kOmitted},
    {"inline-media", JatsTag::kOmitted},
    {"kwd-group", JatsTag::kOmitted},
    {"label", JatsTag::kOmitted},
    {"list-item", JatsTag::kBlock},
    {"long-desc", JatsTag::kOmitted},
    {"media", JatsTag::kOmitted},
    {"mixed-citation", JatsTag::kMixedCitation},
    {"mml:annotation", JatsTag::kOmitted},
    {"mml:annotation-xml", JatsTag::kOmitted},
    {"nlm-citation", JatsTag::kElementCitation},
    {"oasis:table", JatsTag::kOmitted},
    {"object-id", JatsTag::kOmitted},
    {"option", JatsTag::kBlock},
    {"p", JatsTag::kBlock},
    {"permissions", JatsTag::kOmitted},
    {"preformat", JatsTag::kBlock},
    {"pub-id", JatsTag::kPubId},
    {"question", JatsTag::kBlock},
    {"ref", JatsTag::kReference},
    {"ref-list", JatsTag::kReferenceList},
    {"related-article", JatsTag::kOmitted},
    {"response", JatsTag::kOmitted},
    {"rp", JatsTag::kOmitted},
    {"rt", JatsTag::kBreak},
    {"sec", JatsTag::kBlock},
    {"sec-meta", JatsTag::kOmitted},
    {"sig-block", JatsTag::kOmitted},
    {"speaker", JatsTag::kBlock},
    {"speech", JatsTag::kBlock},
    {"statement", JatsTag::kBlock},
    {"sub-article", JatsTag::kOmitted},
    {"subtitle", JatsTag::kSubtitle},
    {"supplementary-material", JatsTag::kOmitted},
    {"table", JatsTag::kOmitted},
    {"table-wrap", JatsTag::kOmitted},
    {"table-wrap-group", JatsTag::kOmitted},
    {"term", JatsTag::kBlock},
    {"term-head", JatsTag::kBlock},
    {"tex-math", JatsTag::kOmitted},
    {"title", JatsTag::kBlock},
    {"title-group", JatsTag::kTitleGroup},
    {"verse-group", JatsTag::kBlock},
    {"verse-line", JatsTag::kBlock},
    {"xref", JatsTag::kXref},
};
static_assert(std::ranges::is_sorted(kJatsTags, {}, &std::pair<std::string_view, JatsTag>::first));

constexpr JatsTag FindJatsTag(std::string_view name) {
  const auto* const found = std::ranges::lower_bound(kJatsTags, name, {}, &std::pair<std::string_view, JatsTag>::first);
  return found != std::end(kJatsTags) && found->first == name ? found->second : JatsTag::kOther;
}

// Types of abstracts that are no text of their own: pictures, and lines for a table of contents.
inline constexpr auto kJatsNoAbstracts =
    std::to_array<std::string_view>({"graphical", "teaser", "toc", "video", "visual"});
// Types that say no more than that it is one.
inline constexpr auto kJatsAbstracts =
    std::to_array<std::string_view>({"", "abstract", "full", "main", "primary", "section", "sections", "structured"});

}  // namespace linkbert
