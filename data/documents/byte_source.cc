#include "data/documents/byte_source.h"

#include <isa-l/igzip_lib.h>
#include <zstd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string_view>

#include "base/error.h"

namespace linkbert {
namespace {

Error Damaged(const MappedFile& file, std::uint64_t at, const char* form) {
  return Fail(ErrorCode::kInput, "{}: byte {} of {}: this {} file is cut off or damaged; what is before it is whole.",
              file.path(), at, file.size(), form);
}

// Inputs go to the libraries in pieces, since their counts have 32 bits.
constexpr std::size_t kPiece = 1 << 30;

class GzipSource : public ByteSource {
 public:
  explicit GzipSource(const MappedFile& file) : file_(file), state_(std::make_unique<inflate_state>()) { Begin(); }

  std::size_t Read(std::span<char> out) override {
    std::size_t have = 0;
    while (have < out.size() && !end_ && !damaged_) {
      have += Inflate(out.subspan(have, std::min(out.size() - have, kPiece)));
    }
    if (damaged_ && have == 0) throw Damaged(file_, at_, "gzip");
    return have;
  }

 private:
  void Begin() {
    ::isal_inflate_init(state_.get());
    state_->crc_flag = ISAL_GZIP;  // the trailer's CRC-32 is compared
  }
  std::size_t Inflate(std::span<char> out) {
    state_->next_out = reinterpret_cast<std::uint8_t*>(out.data());
    state_->avail_out = static_cast<std::uint32_t>(out.size());
    const std::size_t given = std::min(file_.size() - at_, kPiece);
    state_->next_in = const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(file_.data()) + at_);
    state_->avail_in = static_cast<std::uint32_t>(given);
    const int status = ::isal_inflate(state_.get());
    at_ += given - state_->avail_in;
    const std::size_t made = out.size() - state_->avail_out;
    if (status >= 0) {  // ISAL_END_INPUT included
      if (state_->block_state == ISAL_BLOCK_FINISH) {
        NextMember();
      } else {
        damaged_ = made == 0 && at_ == file_.size();
      }
    } else {
      damaged_ = true;
    }
    return made;
  }
  void NextMember() {
    // As gzip does, zeros that fill the last block of a tape are passed over.
    while (at_ < file_.size() && file_.data()[at_] == std::byte{0}) ++at_;
    end_ = at_ == file_.size();
    if (!end_) Begin();
  }

  const MappedFile& file_;
  std::unique_ptr<inflate_state> state_;
  std::size_t at_ = 0;
  bool end_ = false;
  bool damaged_ = false;
};

struct FreeZstd {
  void operator()(ZSTD_DStream* stream) const { ::ZSTD_freeDStream(stream); }
};

class ZstdSource : public ByteSource {
 public:
  explicit ZstdSource(const MappedFile& file)
      : file_(file), stream_(::ZSTD_createDStream()), input_{file.data(), file.size(), 0} {}

  std::size_t Read(std::span<char> out) override {
    ZSTD_outBuffer output{out.data(), out.size(), 0};
    while (output.pos < output.size && !damaged_) {
      const std::size_t before = output.pos;
      if (input_.pos == input_.size && whole_) break;
      const std::size_t status = ::ZSTD_decompressStream(stream_.get(), &output, &input_);
      whole_ = status == 0;
      damaged_ = ::ZSTD_isError(status) != 0 || (!whole_ && input_.pos == input_.size && output.pos == before);
    }
    if (damaged_ && output.pos == 0) throw Damaged(file_, input_.pos, "zstd");
    return output.pos;
  }

 private:
  const MappedFile& file_;
  std::unique_ptr<ZSTD_DStream, FreeZstd> stream_;
  ZSTD_inBuffer input_;
  bool whole_ = false;  // a frame has just ended
  bool damaged_ = false;
};

class StandardInput : public ByteSource {
 public:
  std::size_t Read(std::span<char> out) override {
    const std::size_t read = std::fread(out.data(), 1, out.size(), stdin);
    if (std::ferror(stdin) != 0) throw Fail(ErrorCode::kInput, "-: reading standard input failed after byte {}.", at_);
    if (at_ == 0 && CompressionOf(std::as_bytes(std::span(out.first(read)))) != Compression::kNone) {
      throw Fail(ErrorCode::kInput, "-: standard input is compressed. Decompress it before, or give the file's name.");
    }
    at_ += read;
    return read;
  }

 private:
  std::uint64_t at_ = 0;
};

}  // namespace

Compression CompressionOf(std::span<const std::byte> start) {
  const std::string_view bytes(reinterpret_cast<const char*>(start.data()), std::min<std::size_t>(start.size(), 4));
  if (bytes.starts_with("\x1f\x8b")) return Compression::kGzip;
  if (bytes.starts_with("BZh")) return Compression::kBzip2;
  if (bytes == "\x28\xb5\x2f\xfd") return Compression::kZstd;
  return Compression::kNone;
}

std::unique_ptr<ByteSource> OpenGzip(const MappedFile& file) { return std::make_unique<GzipSource>(file); }

std::unique_ptr<ByteSource> OpenZstd(const MappedFile& file) { return std::make_unique<ZstdSource>(file); }

std::unique_ptr<ByteSource> OpenStandardInput() { return std::make_unique<StandardInput>(); }

}  // namespace linkbert
