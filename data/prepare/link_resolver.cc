#include "data/prepare/link_resolver.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace linkbert {
namespace {

class Resolver {
 public:
  Resolver(std::uint32_t number, const DocumentReader& reader, const NameTable& names, LinkAccounting& accounting)
      : number_(number), reader_(reader), names_(names), accounting_(accounting) {}

  // The document a link leads to; nothing where the link is to be dropped.
  std::optional<std::uint32_t> Resolve(const std::string& target) {
    ++accounting_.found;
    const std::optional<NameMatch> match = Find(target);
    if (!match) return ++accounting_.dangling, std::nullopt;
    if (match->document == number_) return ++accounting_.self, std::nullopt;
    ++(match->ambiguous ? accounting_.ambiguous : match->redirect ? accounting_.by_redirect : accounting_.resolved);
    return match->document;
  }

 private:
  std::optional<NameMatch> Find(const std::string& target) {
    keys_.clear();
    reader_.AppendKeys(target, keys_);
    for (const std::string& key : keys_) {
      if (const auto match = names_.Find(key)) return match;
    }
    return std::nullopt;
  }

  std::uint32_t number_;
  const DocumentReader& reader_;
  const NameTable& names_;
  LinkAccounting& accounting_;
  std::vector<std::string> keys_;  // scratch
};

}  // namespace

EncodedDocument ResolveLinks(UnresolvedDocument&& document, std::uint32_t number, const DocumentReader& reader,
                             const NameTable& names, LinkAccounting& accounting) {
  Resolver resolver(number, reader, names, accounting);
  EncodedDocument resolved = std::move(document.encoded);
  for (const auto& [reason, count] : document.other_links) {
    Count(accounting.other, reason, count);
    accounting.found += count;
  }
  for (const UnresolvedLink& link : document.links) {
    if (const auto target = resolver.Resolve(link.target))
      resolved.links.push_back({link.segment, link.token, *target});
  }
  for (const std::string& name : document.targets) {
    const auto target = resolver.Resolve(name);
    std::vector<std::uint32_t>& known = resolved.document_links;
    if (target && std::find(known.begin(), known.end(), *target) == known.end()) known.push_back(*target);
  }
  return resolved;
}

}  // namespace linkbert
