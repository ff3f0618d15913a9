#include "data/documents/byte_source.h"

#include <bzlib.h>
#include <isa-l/igzip_lib.h>
#include <zstd.h>

#include <algorithm>
#include <new>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace linkbert {
namespace {

constexpr std::size_t kMost = 1 << 30;  // the libraries' counts have 32 bits

// Bytes as they come in: those of a mapped file at once, those of a stream in pieces.
class Inflow {
 public:
  explicit Inflow(const MappedFile& file)
      : name_(file.path()), size_(file.size()), rest_(reinterpret_cast<const char*>(file.data()), file.size()) {}
  Inflow(std::FILE* stream, std::size_t piece, std::string name)
      : name_(std::move(name)), stream_(stream), buffer_(std::make_unique<char[]>(piece)), piece_(piece) {}

  // Some of the bytes that follow what was taken; none at the end alone.
  std::string_view Next() {
    if (rest_.empty() && stream_ != nullptr) Fill();
    return rest_.substr(0, kMost);
  }
  void Take(std::size_t bytes) {
    rest_.remove_prefix(bytes);
    at_ += bytes;
  }

  Error Damaged(const char* form) const {
    const std::string of = stream_ == nullptr ? fmt::format(" of {}", size_) : "";
    return Fail(ErrorCode::kInput, "{}: byte {}{}: this {} {} is cut off or damaged; what is before it is whole.",
                name_, at_, of, form, stream_ == nullptr ? "file" : "stream");
  }

 private:
  void Fill() {
    const std::size_t read = std::fread(buffer_.get(), 1, piece_, stream_);
    if (std::ferror(stream_) != 0) {
      throw Fail(ErrorCode::kInput, "{}: reading {}failed after byte {}.", name_, name_ == "-" ? "standard input " : "",
                 at_);
    }
    rest_ = {buffer_.get(), read};
  }

  std::string name_;
  std::uint64_t size_ = 0;  // of the file
  std::FILE* stream_ = nullptr;
  std::unique_ptr<char[]> buffer_;
  std::size_t piece_ = 0;
  std::string_view rest_;  // read and not taken
  std::uint64_t at_ = 0;
};

class PlainSource : public ByteSource {
 public:
  explicit PlainSource(Inflow inflow) : inflow_(std::move(inflow)) {}

  std::size_t Read(std::span<char> out) override {
    std::size_t have = 0;
    while (have < out.size()) {
      const std::string_view next = inflow_.Next();
      if (next.empty()) break;
      const std::size_t count = next.copy(out.data() + have, out.size() - have);
      inflow_.Take(count);
      have += count;
    }
    return have;
  }

 private:
  Inflow inflow_;
};

class GzipSource : public ByteSource {
 public:
  explicit GzipSource(Inflow inflow) : inflow_(std::move(inflow)), state_(std::make_unique<inflate_state>()) {
    Begin();
  }

  std::size_t Read(std::span<char> out) override {
    std::size_t have = 0;
    while (have < out.size() && !end_ && !damaged_) {
      have += Inflate(out.subspan(have, std::min(out.size() - have, kMost)));
    }
    if (damaged_ && have == 0) throw inflow_.Damaged("gzip");
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
    const std::string_view given = inflow_.Next();
    state_->next_in = reinterpret_cast<std::uint8_t*>(const_cast<char*>(given.data()));
    state_->avail_in = static_cast<std::uint32_t>(given.size());
    const int status = ::isal_inflate(state_.get());
    inflow_.Take(given.size() - state_->avail_in);
    const std::size_t made = out.size() - state_->avail_out;
    if (status >= 0) {  // ISAL_END_INPUT included
      if (state_->block_state == ISAL_BLOCK_FINISH) {
        NextMember();
      } else {
        damaged_ = made == 0 && given.empty();
      }
    } else {
      damaged_ = true;
    }
    return made;
  }
  void NextMember() {
    // As gzip does, zeros that fill the last block of a tape are passed over.
    std::string_view next = inflow_.Next();
    for (; next.starts_with('\0'); next = inflow_.Next()) {
      inflow_.Take(std::min(next.find_first_not_of('\0'), next.size()));
    }
    end_ = next.empty();
    if (!end_) Begin();
  }

  Inflow inflow_;
  std::unique_ptr<inflate_state> state_;
  bool end_ = false;
  bool damaged_ = false;
};

struct FreeZstd {
  void operator()(ZSTD_DStream* stream) const { ::ZSTD_freeDStream(stream); }
};

class ZstdSource : public ByteSource {
 public:
  explicit ZstdSource(Inflow inflow) : inflow_(std::move(inflow)), stream_(::ZSTD_createDStream()) {}

  std::size_t Read(std::span<char> out) override {
    ZSTD_outBuffer output{out.data(), out.size(), 0};
    while (output.pos < output.size && !damaged_) {
      const std::string_view given = inflow_.Next();
      if (given.empty() && whole_) break;
      ZSTD_inBuffer input{given.data(), given.size(), 0};
      const std::size_t before = output.pos;
      const std::size_t status = ::ZSTD_decompressStream(stream_.get(), &output, &input);
      inflow_.Take(input.pos);
      whole_ = status == 0;
      damaged_ = ::ZSTD_isError(status) != 0 || (!whole_ && given.empty() && output.pos == before);
    }
    if (damaged_ && output.pos == 0) throw inflow_.Damaged("zstd");
    return output.pos;
  }

 private:
  Inflow inflow_;
  std::unique_ptr<ZSTD_DStream, FreeZstd> stream_;
  bool whole_ = false;  // a frame has just ended
  bool damaged_ = false;
};

// One block after the other; a file's are read at any place by data/documents/bzip2_blocks.h.
class Bzip2Source : public ByteSource {
 public:
  explicit Bzip2Source(Inflow inflow) : inflow_(std::move(inflow)) { Begin(); }
  ~Bzip2Source() override { ::BZ2_bzDecompressEnd(&bz_); }
  Bzip2Source(const Bzip2Source&) = delete;
  Bzip2Source& operator=(const Bzip2Source&) = delete;

  std::size_t Read(std::span<char> out) override {
    std::size_t have = 0;
    while (have < out.size() && !end_ && !damaged_) {
      have += Decompress(out.subspan(have, std::min(out.size() - have, kMost)));
    }
    if (damaged_ && have == 0) throw inflow_.Damaged("bzip2");
    return have;
  }

 private:
  void Begin() {
    bz_ = {};
    if (::BZ2_bzDecompressInit(&bz_, 0, 0) != BZ_OK) throw std::bad_alloc();
  }
  std::size_t Decompress(std::span<char> out) {
    const std::string_view given = inflow_.Next();
    bz_.next_in = const_cast<char*>(given.data());
    bz_.avail_in = static_cast<unsigned>(given.size());
    bz_.next_out = out.data();
    bz_.avail_out = static_cast<unsigned>(out.size());
    const int status = ::BZ2_bzDecompress(&bz_);
    inflow_.Take(given.size() - bz_.avail_in);
    const std::size_t made = out.size() - bz_.avail_out;
    if (status == BZ_STREAM_END) {
      end_ = inflow_.Next().empty();
      ::BZ2_bzDecompressEnd(&bz_);
      Begin();
    } else {
      damaged_ = status != BZ_OK || (made == 0 && given.empty());
    }
    return made;
  }

  Inflow inflow_;
  bz_stream bz_{};
  bool end_ = false;
  bool damaged_ = false;
};

}  // namespace

Compression CompressionOf(std::span<const std::byte> start) {
  const std::string_view bytes(reinterpret_cast<const char*>(start.data()), std::min<std::size_t>(start.size(), 4));
  if (bytes.starts_with("\x1f\x8b")) return Compression::kGzip;
  if (bytes.starts_with("BZh")) return Compression::kBzip2;
  if (bytes == "\x28\xb5\x2f\xfd") return Compression::kZstd;
  return Compression::kNone;
}

std::unique_ptr<ByteSource> OpenGzip(const MappedFile& file) { return std::make_unique<GzipSource>(Inflow(file)); }

std::unique_ptr<ByteSource> OpenZstd(const MappedFile& file) { return std::make_unique<ZstdSource>(Inflow(file)); }

std::unique_ptr<ByteSource> OpenStream(std::FILE* stream, std::size_t piece, const std::string& name) {
  Inflow inflow(stream, piece, name);
  switch (CompressionOf(std::as_bytes(std::span(inflow.Next())))) {
    case Compression::kGzip:
      return std::make_unique<GzipSource>(std::move(inflow));
    case Compression::kZstd:
      return std::make_unique<ZstdSource>(std::move(inflow));
    case Compression::kBzip2:
      return std::make_unique<Bzip2Source>(std::move(inflow));
    case Compression::kNone:
      break;
  }
  return std::make_unique<PlainSource>(std::move(inflow));
}

}  // namespace linkbert
