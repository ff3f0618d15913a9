#include "data/tokens/line_source.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>

#include "base/error.h"
#include "data/tokens/text_line.h"

namespace linkbert {
namespace {

class LineReader {
 public:
  explicit LineReader(std::vector<std::string> paths) : paths_(std::move(paths)) {}

  bool Next(std::string& line) {
    while (true) {
      if (stream_.is_open() && TakeLine(line)) return true;
      if (stream_.bad())
        throw Fail(ErrorCode::kInput, "{}: reading failed: {}.", paths_[next_ - 1], std::strerror(errno));
      if (next_ == paths_.size()) return false;
      Open(paths_[next_++]);
    }
  }

 private:
  bool TakeLine(std::string& line) {
    const LineRead read = ReadLine(stream_, line);
    if (read == LineRead::kEnd) return false;
    const std::string where = fmt::format("{}:{}", paths_[next_ - 1], ++lines_);
    if (read == LineRead::kTooLong) FailTooLong(where);
    RequireUtf8(line, where);
    return true;
  }
  void Open(const std::string& path) {
    stream_ = std::ifstream();
    lines_ = 0;
    if (std::filesystem::is_directory(path))
      throw Fail(ErrorCode::kInput, "{}: is a folder, wanted a text file.", path);
    stream_.open(path, std::ios::binary);
    if (!stream_) throw Fail(ErrorCode::kInput, "{}: cannot be opened: {}.", path, std::strerror(errno));
  }

  std::vector<std::string> paths_;
  std::size_t next_ = 0;
  std::uint64_t lines_ = 0;  // of the file that is open
  std::ifstream stream_;
};

}  // namespace

TextSource LinesOf(std::vector<std::string> paths) {
  // shared, for a std::function must be copyable
  return [reader = std::make_shared<LineReader>(std::move(paths))](std::string& text) { return reader->Next(text); };
}

}  // namespace linkbert
