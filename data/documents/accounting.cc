#include "data/documents/accounting.h"

namespace linkbert {

LinkAccounting& LinkAccounting::operator+=(const LinkAccounting& more) {
  found += more.found, resolved += more.resolved, by_redirect += more.by_redirect;
  ambiguous += more.ambiguous, dangling += more.dangling, self += more.self;
  AddAll(other, more.other);
  return *this;
}

}  // namespace linkbert
