#include "data/documents/byte_stream.h"

#include <array>
#include <cerrno>
#include <cstring>

#include "base/error.h"

namespace linkbert {
namespace {

std::FILE* Open(const std::string& path) {
  if (path == "-") return stdin;
  std::FILE* file = std::fopen(path.c_str(), "rbe");
  if (file == nullptr) throw Fail(ErrorCode::kInput, "{}: cannot be opened: {}.", path, std::strerror(errno));
  return file;
}

}  // namespace

ByteStream::ByteStream(const std::string& path)
    : std::istream(nullptr),
      file_(Open(path)),
      buffer_(std::make_unique<Buffer>(OpenStream(file_.get(), /*piece=*/1 << 20, path))) {
  rdbuf(buffer_.get());
  exceptions(std::ios::badbit);  // a stream that meets an exception of its buffer would keep it otherwise
}

ByteStream::Buffer::int_type ByteStream::Buffer::underflow() {
  const std::size_t read = source_->Read(bytes_);
  if (read == 0) return traits_type::eof();
  setg(bytes_.data(), bytes_.data(), bytes_.data() + read);
  return traits_type::to_int_type(bytes_.front());
}

Compression CompressionOf(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(Open(path), std::fclose);
  std::array<std::byte, 4> start{};
  const std::size_t read = std::fread(start.data(), 1, start.size(), file.get());
  return CompressionOf(std::span<const std::byte>(start).first(read));
}

}  // namespace linkbert
