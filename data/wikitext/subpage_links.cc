#include "data/wikitext/subpage_links.h"

#include <algorithm>
#include <array>

#include "data/documents/trimmed.h"
#include "data/wikitext/sites/title_text.h"

namespace linkbert {
namespace {

constexpr std::string_view kUp = "../";

std::string_view WithoutSlashes(std::string_view text) { return text.substr(0, text.find_last_not_of('/') + 1); }

std::string Joined(std::string_view first, std::string_view second) { return std::string(first).append(second); }

SubpageLink Below(std::string_view target, std::string_view suffix, std::string_view page) {
  const std::string_view bare = WithoutSlashes(target);
  const std::string_view name = bare.substr(std::min<std::size_t>(bare.size(), 1));
  SubpageLink link{Joined(page, "/").append(Trimmed(name, kPhpSpace)).append(suffix), ""};
  link.shown = Joined(bare.size() < target.size() ? name : target, suffix);  // "/Part/" hides its slashes
  if (link.shown.empty()) link.shown = link.target;
  return link;
}

}  // namespace

bool HasSubpages(int space, std::string_view database) {
  constexpr std::array kProjects = {"wikibooks", "wikisource", "wikiversity"};
  constexpr std::array kWithSubpages = {1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 15};
  if (space == 0) return std::ranges::any_of(kProjects, [&](const char* name) { return database.ends_with(name); });
  return std::ranges::find(kWithSubpages, space) != kWithSubpages.end();
}

std::optional<SubpageLink> SubpageLinkOf(std::string_view raw, std::string_view page) {
  const std::size_t hash = std::min(raw.find('#'), raw.size());
  const std::string_view suffix = raw.substr(hash);
  std::string_view rest = Trimmed(raw.substr(0, hash), kPhpSpace);
  if (rest.starts_with('/')) return Below(rest, suffix, page);
  if (!rest.starts_with(kUp)) return std::nullopt;
  for (; rest.starts_with(kUp); rest.remove_prefix(kUp.size())) {
    const std::size_t slash = page.rfind('/');
    if (slash == std::string_view::npos) return std::nullopt;
    page = page.substr(0, slash);
  }
  SubpageLink link{std::string(page), ""};
  const std::string_view name = WithoutSlashes(rest);
  if (const std::string_view below = Trimmed(name.size() < rest.size() ? name : rest, kPhpSpace); !below.empty()) {
    link.target.append("/").append(below);
  }
  link.target += suffix;
  link.shown = name.size() < rest.size() ? Joined(name, suffix) : link.target;
  if (link.shown.empty()) link.shown = link.target;
  return link;
}

}  // namespace linkbert
