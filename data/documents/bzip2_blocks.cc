#include "data/documents/bzip2_blocks.h"

#include <bzlib.h>

#include <array>
#include <utility>

#include "base/error.h"

namespace linkbert {
namespace {

constexpr std::uint64_t kBlockMagic = 0x314159265359;      // the digits of pi
constexpr std::uint64_t kStreamEndMagic = 0x177245385090;  // of its square root
constexpr int kMagicBits = 48;
constexpr int kCrcBits = 32;
constexpr std::uint64_t kMaxBlockBits = 8 * (900'000 * 5 / 4 + 20'000);  // bzip2 grows what it cannot compress a little

// Byte k of 1 to 4 behind the one in which a magic begins at bit `shift` holds eight bits of it.
constexpr std::uint8_t InnerByte(std::uint64_t magic, int k, int shift) {
  return static_cast<std::uint8_t>(magic >> (40 - 8 * k + shift));
}

// For the value of the byte behind the first: at which shifts a magic may have begun, a bit each.
constexpr std::array<std::uint8_t, 256> PossibleShifts() {
  std::array<std::uint8_t, 256> shifts{};
  for (const std::uint64_t magic : {kBlockMagic, kStreamEndMagic}) {
    for (int shift = 0; shift < 8; ++shift) {
      shifts[InnerByte(magic, 1, shift)] |= static_cast<std::uint8_t>(1 << shift);
    }
  }
  return shifts;
}

// Appends bits, the highest first.
class BitWriter {
 public:
  explicit BitWriter(std::string& out) : out_(out) {}
  void Put(std::uint64_t bits, int count) {
    while (count-- > 0) {
      byte_ = static_cast<std::uint8_t>(byte_ << 1 | (bits >> count & 1));
      if (++filled_ == 8) Flush();
    }
  }
  void Finish() {
    while (filled_ != 0) Put(0, 1);
  }

 private:
  void Flush() {
    out_.push_back(static_cast<char>(byte_));
    byte_ = 0;
    filled_ = 0;
  }
  std::string& out_;
  std::uint8_t byte_ = 0;
  int filled_ = 0;
};

// Decompresses one whole stream, appended to `text`; false, with `text` as it was, where it is none.
bool DecompressStream(std::string& stream, std::string& text) {
  bz_stream bz{};
  if (::BZ2_bzDecompressInit(&bz, 0, 0) != BZ_OK) return false;
  const std::size_t before = text.size();
  bz.next_in = stream.data();
  bz.avail_in = static_cast<unsigned>(stream.size());
  int status = BZ_OK;
  std::size_t end = before;
  while (status == BZ_OK) {
    text.resize(end + (1 << 20));
    bz.next_out = text.data() + end;
    bz.avail_out = 1 << 20;
    status = ::BZ2_bzDecompress(&bz);
    const std::size_t made = (1 << 20) - bz.avail_out;
    end += made;
    if (status == BZ_OK && made == 0 && bz.avail_in == 0) break;  // it wants more than there is
  }
  ::BZ2_bzDecompressEnd(&bz);
  text.resize(status == BZ_STREAM_END ? end : before);
  return status == BZ_STREAM_END;
}

}  // namespace

std::uint64_t Bzip2Blocks::Bits(std::uint64_t at, int count) const {
  std::uint64_t bits = 0;
  const std::uint64_t byte = at / 8;
  const int shift = static_cast<int>(at % 8);
  for (std::uint64_t i = 0; i < 7; ++i) {
    const std::uint64_t next = byte + i < file_.size() ? std::to_integer<std::uint64_t>(file_.data()[byte + i]) : 0;
    bits = bits << 8 | next;
  }
  return bits >> (56 - shift - count) & ((std::uint64_t{1} << count) - 1);
}

std::optional<Bzip2Blocks::Magic> Bzip2Blocks::FindMagic(std::uint64_t from) const {
  static constexpr std::array<std::uint8_t, 256> kShifts = PossibleShifts();
  const auto* data = reinterpret_cast<const std::uint8_t*>(file_.data());
  for (std::uint64_t byte = from / 8; byte + 6 <= file_.size(); ++byte) {
    const std::uint8_t shifts = kShifts[data[byte + 1]];
    if (shifts == 0) continue;
    for (std::uint64_t shift = 0; shift < 8; ++shift) {
      const std::uint64_t at = 8 * byte + shift;
      if ((shifts >> shift & 1) == 0 || at < from || at + kMagicBits > 8 * file_.size()) continue;
      const std::uint64_t bits = Bits(at, kMagicBits);
      if (bits == kBlockMagic || bits == kStreamEndMagic) return Magic{at, bits == kBlockMagic};
    }
  }
  return std::nullopt;
}

// As a stream of its own, which libbz2 checks: header, the block's bits, and an end whose CRC is the block's.
bool Bzip2Blocks::Decompress(std::uint64_t begin, std::uint64_t end, std::string& text) const {
  std::string stream = "BZh9";
  stream.reserve((end - begin) / 8 + 24);
  const int shift = static_cast<int>(begin % 8);
  const auto* data = reinterpret_cast<const std::uint8_t*>(file_.data()) + begin / 8;
  const std::uint64_t whole = (end - begin) / 8;
  if (shift == 0) {
    stream.append(reinterpret_cast<const char*>(data), whole);
  } else {
    for (std::uint64_t i = 0; i < whole; ++i) {  // bits of both bytes lie before `end`
      stream.push_back(static_cast<char>(data[i] << shift | data[i + 1] >> (8 - shift)));
    }
  }
  BitWriter writer(stream);
  const int rest = static_cast<int>((end - begin) % 8);
  writer.Put(Bits(begin + 8 * whole, rest), rest);
  writer.Put(kStreamEndMagic, kMagicBits);
  writer.Put(Bits(begin + kMagicBits, kCrcBits), kCrcBits);
  writer.Finish();
  return DecompressStream(stream, text);
}

// Where the next stream's first block begins, behind the end magic and CRC of the one before.
std::uint64_t Bzip2Blocks::AfterStream(std::uint64_t end_magic) const {
  const std::uint64_t end = end_magic + kMagicBits + kCrcBits;
  if (end > 8 * file_.size()) throw Fail(ErrorCode::kInput, "{}: is cut off in its last bytes.", file_.path());
  return StreamStart((end + 7) / 8);
}

std::uint64_t Bzip2Blocks::StreamStart(std::uint64_t byte) const {
  for (;;) {
    if (byte == file_.size()) return kEnd;
    const std::uint64_t header = Bits(8 * byte, 32), level = header & 0xFF;
    const std::uint64_t magic = Bits(8 * byte + 32, kMagicBits);
    if (header >> 8 != 0x425A68 || level < '1' || level > '9' || (magic != kBlockMagic && magic != kStreamEndMagic)) {
      throw Fail(ErrorCode::kInput, "{}: byte {} of {}: no bzip2 stream begins here. It is cut off or damaged.",
                 file_.path(), byte, file_.size());
    }
    if (magic == kBlockMagic) return 8 * byte + 32;
    byte += 4 + (kMagicBits + kCrcBits) / 8;  // an empty stream
  }
}

std::uint64_t Bzip2Blocks::First() const { return StreamStart(0); }

// Nothing where no block begins at `begin`. A magic inside of it that is there by chance is passed over.
std::optional<std::uint64_t> Bzip2Blocks::TryRead(std::uint64_t begin, std::string& text) const {
  std::uint64_t from = begin + kMagicBits;
  while (const std::optional<Magic> end = FindMagic(from)) {
    if (end->at - begin > kMaxBlockBits) break;
    if (Decompress(begin, end->at, text)) return end->block ? end->at : AfterStream(end->at);
    from = end->at + 1;
  }
  return std::nullopt;
}

std::uint64_t Bzip2Blocks::Read(std::uint64_t begin, std::string& text) const {
  if (const std::optional<std::uint64_t> next = TryRead(begin, text)) return *next;
  throw Fail(ErrorCode::kInput,
             "{}: byte {} of {}: this bzip2 block is cut off or damaged; what is before it is whole.", file_.path(),
             begin / 8, file_.size());
}

std::optional<Bzip2Blocks::Found> Bzip2Blocks::FindIn(std::uint64_t from, std::uint64_t to, std::string& text) const {
  while (const std::optional<Magic> magic = FindMagic(from)) {
    if (magic->at >= to) break;
    from = magic->at + 1;
    if (!magic->block) continue;
    if (const std::optional<std::uint64_t> next = TryRead(magic->at, text)) return Found{magic->at, *next};
  }
  return std::nullopt;
}

}  // namespace linkbert
