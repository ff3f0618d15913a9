#include "base/error.h"

namespace linkbert::internal {

void CheckFailed(const char* condition, const char* file, int line, const std::string& context) {
  throw Fail(ErrorCode::kInternal, "internal error: {} does not hold at {}:{}{}{}. Please report this.", condition,
             file, line, context.empty() ? "" : ": ", context);
}

}  // namespace linkbert::internal
