#include "data/links/redirect_table.h"

#include <optional>

#include "base/error.h"

namespace linkbert {
namespace {

// How a chain ends where not at a document.
constexpr std::uint32_t kNowhere = NameTable::kNoDocument, kLoop = kNowhere - 1;

}  // namespace

void RedirectTable::AddName(const Redirect& redirect) {
  LB_CHECK(redirects_ < kLoop, "more redirects than 32 bits number");
  names_.AddRedirect(redirect.from, redirects_++);
}

void RedirectTable::AddTarget(const Redirect& redirect) {
  next_.reserve(redirects_);
  keys_.clear();
  reader_.AppendKeys(redirect.to, keys_);
  std::optional<std::uint32_t> by_redirect;
  for (const std::string& key : keys_) {
    const std::optional<NameMatch> found = names_.Find(key);
    if (found && !found->redirect) {
      next_.push_back(found->document);
      to_redirect_.push_back(false);
      return;
    }
    if (found && !by_redirect) by_redirect = found->document;
  }
  next_.push_back(by_redirect.value_or(kNowhere));
  to_redirect_.push_back(by_redirect.has_value());
}

// Afterwards every redirect on the chain knows its end.
void RedirectTable::FollowChain(std::uint32_t redirect) {
  chain_.clear();
  while (to_redirect_[redirect] && !on_chain_[redirect]) {
    on_chain_[redirect] = true;
    chain_.push_back(redirect);
    redirect = next_[redirect];
  }
  const std::uint32_t end = to_redirect_[redirect] ? kLoop : next_[redirect];
  for (const std::uint32_t link : chain_) {
    next_[link] = end;
    to_redirect_[link] = on_chain_[link] = false;
  }
}

void RedirectTable::Finish(NamedCounts& entries) {
  LB_CHECK(next_.size() == redirects_, "every redirect is added twice");
  on_chain_.resize(redirects_);
  for (std::uint32_t i = 0; i < redirects_; ++i) {
    FollowChain(i);
    Count(entries, next_[i] == kLoop      ? "redirects_in_a_loop"
                   : next_[i] == kNowhere ? "redirects_dangling"
                                          : "redirects");
    if (next_[i] == kLoop) next_[i] = kNowhere;
  }
  names_.EndRedirects(next_);
}

}  // namespace linkbert
