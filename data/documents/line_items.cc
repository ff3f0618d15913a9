#include "data/documents/line_items.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>

#include "base/error.h"
#include "base/read_error.h"
#include "data/documents/byte_stream.h"
#include "data/tokens/text_line.h"

namespace linkbert {
namespace {

constexpr std::uint64_t kToTheEnd = std::numeric_limits<std::uint64_t>::max();

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

bool IsBlank(const std::string& line) { return line.find_first_not_of(" \t\r") == std::string::npos; }

void ReadStream(const std::string& path, const LineItems::Sink& sink) {
  ByteStream stream(path);
  std::uint64_t at = 0;
  std::string line;
  for (;;) {
    const LineRead read = ReadLine(stream, line);
    if (read == LineRead::kTooLong) FailTooLong(fmt::format("{}, byte {} of the text", path, at));
    if (read == LineRead::kEnd) return;
    if (!IsBlank(line)) sink(line, at);
    at += line.size() + 1;
  }
}

}  // namespace

LineItems::LineItems(std::vector<std::string> paths, std::uint64_t item_bytes) : paths_(std::move(paths)) {
  if (std::ranges::count(paths_, "-") > 1) throw Fail(ErrorCode::kUsage, "--input: - is named twice, but read once.");
  for (std::size_t file = 0; file < paths_.size(); ++file) AddFile(file, item_bytes);
}

void LineItems::AddFile(std::size_t file, std::uint64_t item_bytes) {
  const std::string& path = paths_[file];
  if (path == "-") return items_.push_back({file, 0, kToTheEnd, 0, true});
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    throw Fail(ErrorCode::kInput, "{}: is a folder, wanted a file: name the files in it.", path);
  }
  const std::uintmax_t bytes = std::filesystem::file_size(path, error);
  if (error) throw Fail(ErrorCode::kInput, "{}: cannot be opened: {}.", path, error.message());
  if (CompressionOf(path) != Compression::kNone) return items_.push_back({file, 0, kToTheEnd, bytes, true});
  for (std::uint64_t begin = 0; begin < bytes; begin += item_bytes) {
    const std::uint64_t end = std::min<std::uint64_t>(begin + item_bytes, bytes);
    items_.push_back({file, begin, end, end - begin, false});
  }
}

void LineItems::ReadItem(std::size_t number, const Sink& sink) const {
  const Item& item = items_[number];
  const std::string& path = paths_[item.file];
  if (item.stream) return ReadStream(path, sink);
  std::uint64_t at = item.begin;
  std::ifstream stream = OpenAt(path, at == 0 ? 0 : at - 1);
  std::string line;
  // A line that begins before the item is another's: skip to the first newline at or behind byte begin - 1.
  if (at > 0 && TakeLine(stream, line, path, at)) at += line.size();
  while (at < item.end && TakeLine(stream, line, path, at)) {
    if (!IsBlank(line)) sink(line, at);
    at += line.size() + 1;
  }
  if (stream.bad()) throw Fail(ErrorCode::kInput, "{}: reading failed: {}.", path, std::strerror(errno));
}

std::string LineItems::Byte(std::size_t item, std::uint64_t byte) const {
  return fmt::format("{}, byte {}{}", paths_[items_[item].file], byte, items_[item].stream ? " of the text" : "");
}

std::string LineItems::Line(std::size_t item, std::uint64_t byte) const {
  const std::string& path = paths_[items_[item].file];
  if (items_[item].stream) return Byte(item, byte);
  return fmt::format("{}:{}", path, LinesBefore(path, byte) + 1);
}

}  // namespace linkbert
