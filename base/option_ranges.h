// RequireRanges: values that did not come through the configuration, such as a model's config.json, within the ranges
// and choices that their options declare (docs/config.md).
#pragma once
#include <functional>
#include <string>

#include "base/options.h"

namespace linkbert {

// walk: visits the options and their values, which it leaves alone. Throws kInput, beginning with `where`, naming key,
// seen and wanted; a number that is not finite is in no range.
void RequireRanges(const std::function<void(OptionVisitor&)>& walk, const std::string& where);

}  // namespace linkbert
