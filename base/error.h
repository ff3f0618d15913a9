// Error: the one exception for what the user or the environment did wrong; LB_CHECK, LB_UNREACHABLE: for our own bugs.
//
// Library code throws and never prints or exits; launch/main.cc alone catches, prints one block and exits with
// ExitStatus(code). A message says what, where, seen versus wanted, and what to do next (docs/errors.md).
#pragma once
#include <fmt/core.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace linkbert {

// The values are the program's exit codes (docs/errors.md); scripts depend on them.
enum class ErrorCode : int {
  kInternal = 1,       // our bug
  kUsage = 2,          // command line
  kConfiguration = 3,  // YAML or --set
  kInput = 4,          // missing, malformed or mismatching input data
  kOutput = 5,         // cannot write: disk full, read-only, a folder that is not ours
  kCommunication = 6,  // a peer died, a collective missed its deadline
  kNumeric = 7,        // NaN or infinite loss or gradient
  kEnvironment = 8,    // machine or launcher: a missing device, too many threads
  kRequeue = 75,       // stopped on request after saving: submit the same line again
};

class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ErrorCode code() const { return code_; }

 private:
  ErrorCode code_;
};

// The Error itself, or what another exception is to a user: kEnvironment where the machine refused (memory, threads, a
// file that cannot even be looked at), otherwise kInternal.
Error AsError(const std::exception& exception);

inline int ExitStatus(ErrorCode code) { return static_cast<int>(code); }

// throw Fail(ErrorCode::kInput, "{}: {} rows, wanted {}", path, seen, wanted)
template <typename... Args>
Error Fail(ErrorCode code, fmt::format_string<Args...> format, Args&&... args) {
  return Error(code, fmt::format(format, std::forward<Args>(args)...));
}

namespace internal {
[[noreturn]] void CheckFailed(const char* condition, const char* file, int line, const std::string& context);
}  // namespace internal

}  // namespace linkbert

// Stays on in release builds. The context is a format string and its arguments; it may be left out.
#define LB_CHECK(condition, ...)                                                                        \
  do {                                                                                                  \
    if (!(condition)) [[unlikely]]                                                                      \
      ::linkbert::internal::CheckFailed(#condition, __FILE__, __LINE__, ::fmt::format("" __VA_ARGS__)); \
  } while (false)

// A place that is never reached; at -O0 too the compiler knows that nothing comes back from it.
#define LB_UNREACHABLE(...) \
  ::linkbert::internal::CheckFailed("unreachable", __FILE__, __LINE__, ::fmt::format("" __VA_ARGS__))
