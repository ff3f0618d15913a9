// ReadError: what is there but cannot be read: no permission, a failing disk, a network file system that is away.
//
// Nothing is known of its content, so it is neither missing nor damaged, and nobody may go on as if it were: whoever
// catches an Error to try another file lets this one pass.
#pragma once
#include <string>
#include <system_error>

#include "base/error.h"

namespace linkbert {

class ReadError : public Error {
 public:
  explicit ReadError(const std::string& message) : Error(ErrorCode::kInput, message) {}
};

// What a failed open or look at `path` means: an Error where nothing of that name is there, else a ReadError.
[[noreturn]] void ThrowCannotOpen(const std::string& path, const std::error_code& reason);

}  // namespace linkbert
