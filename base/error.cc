#include "base/error.h"

#include <filesystem>
#include <new>
#include <system_error>

namespace linkbert {

Error AsError(const std::exception& exception) {
  if (const auto* const error = dynamic_cast<const Error*>(&exception)) return *error;
  if (dynamic_cast<const std::bad_alloc*>(&exception) != nullptr) {
    return Fail(ErrorCode::kEnvironment, "memory ran out. Give the process more, or start fewer ranks or threads.");
  }
  if (const auto* const refused = dynamic_cast<const std::filesystem::filesystem_error*>(&exception)) {
    return Fail(ErrorCode::kEnvironment, "{}: {}. Check the name and the permissions.", refused->path1().string(),
                refused->code().message());
  }
  if (dynamic_cast<const std::system_error*>(&exception) != nullptr) {
    return Fail(ErrorCode::kEnvironment, "the system refused: {}.", exception.what());
  }
  return Fail(ErrorCode::kInternal, "internal error: {}. Please report this.", exception.what());
}

}  // namespace linkbert

namespace linkbert::internal {

void CheckFailed(const char* condition, const char* file, int line, const std::string& context) {
  throw Fail(ErrorCode::kInternal, "internal error: {} does not hold at {}:{}{}{}. Please report this.", condition,
             file, line, context.empty() ? "" : ": ", context);
}

}  // namespace linkbert::internal
