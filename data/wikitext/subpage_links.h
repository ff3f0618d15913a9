// Links that are written from where their page is: [[/Part]], [[../]], [[../Other/]].
//
// Flow: [[...]] on a page that has subpages -> [SubpageLinkOf] -> WikiSite::Target. Pure; any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace linkbert {

// Whether MediaWiki has subpages in the namespace, unless a wiki is set up otherwise; Wikibooks, Wikisource and
// Wikiversity are: their articles have some too.
bool HasSubpages(int space, std::string_view database);

struct SubpageLink {
  std::string target;  // from the wiki's root: "User:X/Part#History"
  std::string shown;   // where the link has no text of its own
};

// `raw` is what stands before the first "|", `page` the page's title with its namespace. Nothing for a target of
// another kind, or one that leads above the topmost page.
std::optional<SubpageLink> SubpageLinkOf(std::string_view raw, std::string_view page);

}  // namespace linkbert
