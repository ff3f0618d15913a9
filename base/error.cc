#include "base/error.h"

#include <filesystem>
#include <new>
#include <string_view>
#include <system_error>

namespace linkbert {

namespace {

Error OutOfMemory(const std::string& detail) {
  return Fail(
      ErrorCode::kEnvironment,
      "memory ran out{}. To need less: lower training.micro_batch_tokens (pretrain, finetune), max_length "
      "(evaluate, predict, embed), --threads or --shard-tokens (prepare); start fewer ranks on this machine; or "
      "take a smaller model.",
      detail);
}

// LibTorch says it in words alone (c10's CPU and CUDA allocators), with a stack trace behind. The number of bytes asked
// for, in ours: " where 1024 bytes were asked for".
bool IsOutOfMemory(std::string_view what, std::string& detail) {
  const bool cpu = what.find("can't allocate memory") != std::string_view::npos ||
                   what.find("not enough memory") != std::string_view::npos;
  if (!cpu && what.find("out of memory") == std::string_view::npos) return false;
  constexpr std::string_view kAsked = "tried to allocate ";
  const std::size_t at = what.find(kAsked);
  if (at == std::string_view::npos) return true;
  const std::string_view rest = what.substr(at + kAsked.size());
  const std::size_t digits = rest.find_first_not_of("0123456789");
  if (digits > 0 && digits != std::string_view::npos) {
    detail = fmt::format(" where {} bytes more were asked for", rest.substr(0, digits));
  }
  return true;
}

}  // namespace

Error AsError(const std::exception& exception) {
  if (const auto* const error = dynamic_cast<const Error*>(&exception)) return *error;
  if (dynamic_cast<const std::bad_alloc*>(&exception) != nullptr) {
    return OutOfMemory("");
  }
  if (const auto* const refused = dynamic_cast<const std::filesystem::filesystem_error*>(&exception)) {
    return Fail(ErrorCode::kEnvironment, "{}: {}. Check the name and the permissions.", refused->path1().string(),
                refused->code().message());
  }
  if (dynamic_cast<const std::system_error*>(&exception) != nullptr) {
    return Fail(ErrorCode::kEnvironment, "the system refused: {}.", exception.what());
  }
  std::string detail;
  if (IsOutOfMemory(exception.what(), detail)) return OutOfMemory(detail);
  return Fail(ErrorCode::kInternal, "internal error: {}. Please report this.", exception.what());
}

}  // namespace linkbert

namespace linkbert::internal {

void CheckFailed(const char* condition, const char* file, int line, const std::string& context) {
  throw Fail(ErrorCode::kInternal, "internal error: {} does not hold at {}:{}{}{}. Please report this.", condition,
             file, line, context.empty() ? "" : ": ", context);
}

}  // namespace linkbert::internal
