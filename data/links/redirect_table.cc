#include "data/links/redirect_table.h"

#include <utility>

namespace linkbert {
namespace {

constexpr int kLongestChain = 100;  // MediaWiki follows one redirect; a chain of so many is a loop

}  // namespace

void RedirectTable::Add(Redirect&& redirect) {
  numbers_.Add(redirect.from, static_cast<std::uint32_t>(redirects_.size()));
  redirects_.push_back(std::move(redirect));
}

// The document at the end of the chain that begins with this redirect.
std::optional<std::uint32_t> RedirectTable::Follow(std::uint32_t redirect, const NameTable& names, bool& loop) const {
  std::vector<std::string> keys;
  for (int hop = 0; hop < kLongestChain; ++hop) {
    keys.clear();
    reader_.AppendKeys(redirects_[redirect].to, keys);
    std::optional<std::uint32_t> next;
    for (const std::string& key : keys) {
      if (const auto document = names.Find(key); document && !document->redirect) return document->document;
      if (const auto number = numbers_.Find(key); number && !next) next = number->document;
    }
    if (!next) return std::nullopt;
    redirect = *next;
  }
  loop = true;
  return std::nullopt;
}

void RedirectTable::AddTo(NameTable& names, NamedCounts& entries) {
  for (std::uint32_t i = 0; i < redirects_.size(); ++i) {
    bool loop = false;
    const std::optional<std::uint32_t> document = Follow(i, names, loop);
    Count(entries, document ? "redirects" : loop ? "redirects_in_a_loop" : "redirects_dangling");
    // A name is ambiguous only where several documents have it; a redirect from such a name adds nothing.
    if (document && !names.Find(redirects_[i].from)) names.Add(redirects_[i].from, *document, /*redirect=*/true);
  }
  redirects_.clear();
  numbers_ = NameTable();
}

}  // namespace linkbert
