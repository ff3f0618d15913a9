#include "base/read_error.h"

namespace linkbert {

void ThrowCannotOpen(const std::string& path, const std::error_code& reason) {
  const bool absent = reason == std::errc::no_such_file_or_directory || reason == std::errc::not_a_directory;
  if (absent) throw Fail(ErrorCode::kInput, "{}: cannot be opened: {}.", path, reason.message());
  throw ReadError(
      fmt::format("{}: cannot be opened: {}. Check its permissions and its file system.", path, reason.message()));
}

}  // namespace linkbert
