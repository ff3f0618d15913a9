#include "core/weight_files/pickle_bytes.h"

#include <algorithm>
#include <array>
#include <utility>

namespace linkbert {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kStorageTypes = {{
    {"torch FloatStorage", "F32"},
    {"torch HalfStorage", "F16"},
    {"torch BFloat16Storage", "BF16"},
    {"torch DoubleStorage", "F64"},
    {"torch LongStorage", "I64"},
    {"torch IntStorage", "I32"},
    {"torch ShortStorage", "I16"},
    {"torch CharStorage", "I8"},
    {"torch ByteStorage", "U8"},
    {"torch BoolStorage", "BOOL"},
}};

}  // namespace

std::optional<std::string_view> StorageType(std::string_view name) {
  for (const auto& [type, dtype] : kStorageTypes) {
    if (type == name) return dtype;
  }
  return std::nullopt;
}

std::string_view PickleBytes::Take(std::uint64_t bytes) {
  if (bytes > pickle_.size() - at_)
    throw Refused(fmt::format("{} bytes are wanted, {} are left", bytes, pickle_.size() - at_));
  const std::string_view taken = pickle_.substr(at_, bytes);
  at_ += bytes;
  return taken;
}

std::int64_t PickleBytes::Long() {
  const std::uint8_t bytes = Byte();
  if (bytes > 8) throw Refused("a whole number beyond 64 bits");
  std::uint64_t number = 0;
  const std::string_view digits = Take(bytes);
  for (std::size_t i = 0; i < bytes; ++i) number |= std::uint64_t{static_cast<std::uint8_t>(digits[i])} << (8 * i);
  if (bytes > 0 && bytes < 8 && (digits.back() & 0x80) != 0) number |= ~std::uint64_t{0} << (8 * bytes);
  return static_cast<std::int64_t>(number);
}

std::string_view PickleBytes::Line() {
  const std::size_t end = pickle_.find('\n', at_);
  if (end == std::string_view::npos) throw Refused("a name does not end");
  const std::string_view line = Take(end - at_);
  ++at_;
  return line;
}

Error PickleBytes::Refused(const std::string& what) const {
  return Fail(ErrorCode::kInput,
              "{}: before byte {}: {}. Only {{name: tensor}} is read, and nothing that a pickle names is ever called. "
              "If you trust the file, load it in Python and save it as model.safetensors.",
              where_, at_, what);
}

}  // namespace linkbert
