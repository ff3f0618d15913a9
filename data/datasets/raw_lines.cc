#include "data/datasets/raw_lines.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>

#include "base/error.h"
#include "base/expansion_limit.h"
#include "data/tokens/text_line.h"

namespace linkbert {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kBufferBytes = std::size_t{1} << 18;

void DropByteOrderMark(std::string& text) {
  if (text.starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
}

gzFile Open(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    throw Fail(ErrorCode::kInput, "{}: is a folder, wanted a file.", path);
  }
  if (path == "-" && !std::filesystem::exists(path)) {
    throw Fail(ErrorCode::kUsage, "-: stands for no file here. Standard input is /dev/stdin, which is read once.");
  }
  errno = 0;
  gzFile file = gzopen(path.c_str(), "rb");  // reads files that are not compressed as they are
  if (file == nullptr) throw Fail(ErrorCode::kInput, "{}: cannot be opened: {}.", path, std::strerror(errno));
  return file;
}

// Bytes read; 0 at the end.
std::size_t Read(gzFile file, std::vector<char>& buffer, const std::string& path) {
  const int count = gzread(file, buffer.data(), static_cast<unsigned>(buffer.size()));
  int code = Z_OK;
  const char* reason = gzerror(file, &code);
  if (count < 0 || (count == 0 && code != Z_OK && code != Z_STREAM_END)) {
    throw Fail(ErrorCode::kInput, "{}: reading failed: {}. Download the file again.", path, reason);
  }
  return static_cast<std::size_t>(count);
}

}  // namespace

RawLines::RawLines(std::string path) : path_(std::move(path)), file_(Open(path_)), buffer_(kBufferBytes) {}

std::string RawLines::where() const { return fmt::format("{}:{}", path_, number_); }

bool RawLines::Fill() {
  at_ = 0;
  end_ = Read(file_.get(), buffer_, path_);
  return end_ > 0;
}

bool RawLines::Next(std::string& line) {
  line.clear();
  bool any = false, ended = false;
  while (!ended && (at_ < end_ || Fill())) {
    if (after_return_ && buffer_[at_] == '\n') ++at_;
    after_return_ = false;
    if (at_ == end_) continue;
    any = true;
    const auto begin = buffer_.begin() + static_cast<std::ptrdiff_t>(at_);
    const auto end = buffer_.begin() + static_cast<std::ptrdiff_t>(end_);
    const auto stop = std::find_if(begin, end, [](char c) { return c == '\n' || c == '\r'; });
    line.append(begin, stop);
    at_ = static_cast<std::size_t>(stop - buffer_.begin());
    if (line.size() > kMaxLineBytes) FailTooLong(fmt::format("{}:{}", path_, number_ + 1));
    if (stop == end) continue;
    ended = true;
    after_return_ = buffer_[at_++] == '\r';
  }
  if (!any) return false;
  if (++number_ == 1) DropByteOrderMark(line);
  RequireUtf8(line, where());
  return true;
}

void RequireReadableTwice(const std::string& path, const std::string& advice) {
  std::error_code error;
  const std::filesystem::file_type type = std::filesystem::status(path, error).type();
  if (type != std::filesystem::file_type::fifo && type != std::filesystem::file_type::character &&
      type != std::filesystem::file_type::socket)
    return;
  throw Fail(ErrorCode::kUsage, "{}: is a pipe or a device, which can be read only once. {}", path, advice);
}

std::string ReadRawText(const std::string& path) {
  const std::unique_ptr<gzFile_s, decltype(&gzclose_r)> file(Open(path), &gzclose_r);
  std::vector<char> buffer(kBufferBytes);
  std::string text;
  const std::uint64_t limit = ExpansionLimit(path);
  while (const std::size_t count = Read(file.get(), buffer, path)) {
    text.append(buffer.data(), count);
    if (text.size() > limit) FailExpansion(path, limit);
  }
  DropByteOrderMark(text);
  RequireUtf8(text, path);
  return text;
}

}  // namespace linkbert
