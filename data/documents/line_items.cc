#include "data/documents/line_items.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "base/read_error.h"
#include "data/tokens/text_line.h"

namespace linkbert {
namespace {

std::ifstream OpenAt(const std::string& path, std::uint64_t offset) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw Fail(ErrorCode::kInput, "{}: cannot be opened: {}.", path, std::strerror(errno));
  stream.seekg(static_cast<std::streamoff>(offset));
  return stream;
}

// Items are read independently, so a line's number is counted only when a message needs it.
std::uint64_t LinesBefore(const std::string& path, std::uint64_t offset) {
  std::ifstream stream = OpenAt(path, 0);
  std::vector<char> piece(1 << 20);
  std::uint64_t lines = 0;
  while (offset > 0) {
    stream.read(piece.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(offset, piece.size())));
    const std::streamsize read = stream.gcount();
    if (read <= 0) break;
    lines += static_cast<std::uint64_t>(std::count(piece.begin(), piece.begin() + read, '\n'));
    offset -= static_cast<std::uint64_t>(read);
  }
  return lines;
}

bool TakeLine(std::istream& stream, std::string& line, const std::string& path, std::uint64_t offset) {
  const LineRead read = ReadLine(stream, line);
  if (read == LineRead::kTooLong) FailTooLong(fmt::format("{}:{}", path, LinesBefore(path, offset) + 1));
  // To ReadLine a disk that fails is an end: documents behind it would be missing in silence.
  if (stream.bad())
    throw ReadError(fmt::format("{}: cannot be read behind byte {}: {}.", path, offset, std::strerror(errno)));
  return read == LineRead::kLine;
}

}  // namespace

LineItems::LineItems(std::vector<std::string> paths, std::uint64_t item_bytes) : paths_(std::move(paths)) {
  for (std::size_t file = 0; file < paths_.size(); ++file) {
    std::error_code error;
    if (std::filesystem::is_directory(paths_[file], error)) {
      throw Fail(ErrorCode::kInput, "{}: is a folder, wanted a file: name the files in it.", paths_[file]);
    }
    const std::uintmax_t bytes = std::filesystem::file_size(paths_[file], error);
    if (error) throw Fail(ErrorCode::kInput, "{}: cannot be opened: {}.", paths_[file], error.message());
    for (std::uint64_t begin = 0; begin < bytes; begin += item_bytes) {
      items_.push_back({file, begin, std::min<std::uint64_t>(begin + item_bytes, bytes)});
    }
  }
}

void LineItems::ReadItem(std::size_t number, const Sink& sink) const {
  const Item& item = items_[number];
  const std::string& path = paths_[item.file];
  std::uint64_t at = item.begin;
  std::ifstream stream = OpenAt(path, at == 0 ? 0 : at - 1);
  std::string line;
  // A line that begins before the item is another's: skip to the first newline at or behind byte begin - 1.
  if (at > 0 && TakeLine(stream, line, path, at)) at += line.size();
  while (at < item.end && TakeLine(stream, line, path, at)) {
    if (line.find_first_not_of(" \t\r") != std::string::npos) sink(line, at);
    at += line.size() + 1;
  }
  if (stream.bad()) throw Fail(ErrorCode::kInput, "{}: reading failed: {}.", path, std::strerror(errno));
}

std::string LineItems::Byte(std::size_t item, std::uint64_t byte) const {
  return fmt::format("{}, byte {}", paths_[items_[item].file], byte);
}

std::string LineItems::Line(std::size_t item, std::uint64_t byte) const {
  const std::string& path = paths_[items_[item].file];
  return fmt::format("{}:{}", path, LinesBefore(path, byte) + 1);
}

}  // namespace linkbert
