#include "core/weight_files/safetensors.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "base/error.h"

namespace linkbert {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kPrefix = 8;               // bytes of the header length
constexpr std::uint64_t kMaxHeader = 100'000'000;  // as in the original
constexpr std::size_t kMaxDepth = 4;               // {tensor: {shape: [n]}} is 3 deep

Error Malformed(const std::string& where, const std::string& what) {
  return Fail(ErrorCode::kInput, "{}: not a safetensors file: {}. It was probably cut off or altered; copy it again.",
              where, what);
}

// Bits of one element; 0 for an unknown type.
std::uint64_t Bits(std::string_view dtype) {
  static constexpr std::pair<std::string_view, std::uint64_t> kTypes[] = {
      {"F4", 4},      {"F6_E2M3", 6}, {"F6_E3M2", 6}, {"BOOL", 8}, {"U8", 8},   {"I8", 8},    {"F8_E5M2", 8},
      {"F8_E4M3", 8}, {"F8_E8M0", 8}, {"I16", 16},    {"U16", 16}, {"F16", 16}, {"BF16", 16}, {"I32", 32},
      {"U32", 32},    {"F32", 32},    {"C64", 64},    {"F64", 64}, {"I64", 64}, {"U64", 64}};
  for (const auto& [name, bits] : kTypes) {
    if (name == dtype) return bits;
  }
  return 0;
}

// Looks at keys and depth alone. Not a callback of the parser that builds the values: after every object that one looks
// through all its elder siblings, so 40,000 tensors took a minute.
class HeaderRules : public nlohmann::json_sax<Json> {
 public:
  explicit HeaderRules(const std::string& where) : where_(where) {}

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return Enter(); }
  bool end_object() override { return Leave(); }
  bool start_array(std::size_t) override { return Enter(); }
  bool end_array() override { return Leave(); }
  bool key(string_t& name) override {
    if (keys_.back().insert(name).second) return true;
    throw Malformed(where_, fmt::format("the header has the key \"{}\" twice", name));
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) override {
    throw Malformed(where_, fmt::format("the header is not JSON: {}", error.what()));
  }

 private:
  bool Enter() {
    if (keys_.size() > kMaxDepth) throw Malformed(where_, "the header is nested too deeply");
    keys_.emplace_back();
    return true;
  }
  bool Leave() {
    keys_.pop_back();
    return true;
  }

  const std::string& where_;
  std::vector<std::unordered_set<std::string>> keys_;  // of the objects that are open; of a list none
};

// The header as JSON; a duplicate key, at any depth, is an error, unlike in the JSON library.
Json ParseHeader(std::string_view text, const std::string& where) {
  if (text.empty() || text.front() != '{') throw Malformed(where, "the header does not start with '{'");
  // The JSON library takes a NUL byte for the end of its input and would ignore what follows it.
  if (text.find('\0') != std::string_view::npos) throw Malformed(where, "the header holds a NUL byte");
  HeaderRules rules(where);
  Json::sax_parse(text, &rules);
  return Json::parse(text);
}

std::map<std::string, std::string> ReadMetadata(const Json& value, const std::string& where) {
  if (!value.is_object()) throw Malformed(where, "__metadata__ is not an object");
  std::map<std::string, std::string> metadata;
  for (const auto& [key, text] : value.items()) {
    if (!text.is_string()) throw Malformed(where, "__metadata__ \"" + key + "\" is not a string");
    metadata[key] = text.get<std::string>();
  }
  return metadata;
}

struct HeaderEntry {
  StoredTensor tensor;
  std::uint64_t begin;
  std::uint64_t end;
};

HeaderEntry ReadEntry(const std::string& name, const Json& value, const std::string& where) {
  const auto whole = [](const Json& number) { return number.is_number_unsigned(); };
  const auto bad = [&](const char* what) { return Malformed(where, fmt::format("tensor \"{}\": {}", name, what)); };
  if (!value.is_object()) throw bad("is not an object");
  const auto dtype = value.find("dtype");
  const auto shape = value.find("shape");
  const auto offsets = value.find("data_offsets");
  if (dtype == value.end() || !dtype->is_string()) throw bad("no dtype");
  if (shape == value.end() || !shape->is_array() || !std::all_of(shape->begin(), shape->end(), whole)) {
    throw bad("shape is not a list of whole numbers");
  }
  if (offsets == value.end() || !offsets->is_array() || offsets->size() != 2 ||
      !std::all_of(offsets->begin(), offsets->end(), whole)) {
    throw bad("data_offsets are not two whole numbers");
  }
  HeaderEntry entry{{name, dtype->get<std::string>(), {}, {}},
                    (*offsets)[0].get<std::uint64_t>(),
                    (*offsets)[1].get<std::uint64_t>()};
  for (const Json& size : *shape) {
    if (size.get<std::uint64_t>() > std::uint64_t{INT64_MAX}) throw bad("a size of the shape is beyond 2^63");
    entry.tensor.shape.push_back(size.get<std::int64_t>());
  }
  return entry;
}

// Bytes the shape and type ask for.
std::uint64_t WantedBytes(const StoredTensor& tensor, const std::string& where) {
  const std::uint64_t bits = Bits(tensor.dtype);
  if (bits == 0) {
    throw Malformed(where, fmt::format("tensor \"{}\": unknown data type \"{}\"", tensor.name, tensor.dtype));
  }
  std::uint64_t total = bits;
  bool overflow = false;
  for (const std::int64_t size : tensor.shape) {
    overflow |= __builtin_mul_overflow(total, static_cast<std::uint64_t>(size), &total);
  }
  if (overflow) throw Malformed(where, fmt::format("tensor \"{}\": its size overflows", tensor.name));
  if (total % 8 != 0) throw Malformed(where, fmt::format("tensor \"{}\": does not end at a whole byte", tensor.name));
  return total / 8;
}

std::vector<HeaderEntry> SortedEntries(const Json& header, SafetensorsContent& content, const std::string& where) {
  std::vector<HeaderEntry> entries;
  for (const auto& [name, value] : header.items()) {
    if (name == "__metadata__") {
      content.metadata = ReadMetadata(value, where);
    } else {
      entries.push_back(ReadEntry(name, value, where));
    }
  }
  std::sort(entries.begin(), entries.end(), [](const HeaderEntry& a, const HeaderEntry& b) {
    return std::tie(a.begin, a.end, a.tensor.name) < std::tie(b.begin, b.end, b.tensor.name);
  });
  return entries;
}

}  // namespace

SafetensorsContent ParseSafetensors(std::span<const std::byte> file, const std::string& where) {
  if (file.size() < kPrefix) throw Malformed(where, fmt::format("{} bytes, wanted at least 8", file.size()));
  std::uint64_t length = 0;
  std::memcpy(&length, file.data(), kPrefix);
  if (length > kMaxHeader) throw Malformed(where, fmt::format("header of {} bytes, at most {}", length, kMaxHeader));
  if (length > file.size() - kPrefix) {
    throw Malformed(where, fmt::format("header of {} bytes in a file of {}", length, file.size()));
  }
  const Json header = ParseHeader({reinterpret_cast<const char*>(file.data()) + kPrefix, length}, where);
  const std::span<const std::byte> data = file.subspan(kPrefix + length);
  SafetensorsContent content;
  std::uint64_t end = 0;
  for (HeaderEntry& entry : SortedEntries(header, content, where)) {
    if (entry.begin != end || entry.end < entry.begin || entry.end > data.size()) {
      throw Malformed(where, fmt::format("tensor \"{}\" is at [{}, {}), wanted a begin of {} and an end of at most {}",
                                         entry.tensor.name, entry.begin, entry.end, end, data.size()));
    }
    const std::uint64_t wanted = WantedBytes(entry.tensor, where);
    if (entry.end - entry.begin != wanted) {
      throw Malformed(where, fmt::format("tensor \"{}\" has {} bytes, its shape and type want {}", entry.tensor.name,
                                         entry.end - entry.begin, wanted));
    }
    entry.tensor.data = data.subspan(entry.begin, wanted);
    end = entry.end;
    content.tensors.push_back(std::move(entry.tensor));
  }
  if (end != data.size()) {
    throw Malformed(where, fmt::format("the tensors end at {}, the data at {} bytes", end, data.size()));
  }
  return content;
}

SafetensorsFile::SafetensorsFile(const std::string& path)
    : mapping_(std::make_shared<const MappedFile>(path)),
      content_(ParseSafetensors({mapping_->data(), mapping_->size()}, path)) {
  for (std::size_t i = 0; i < content_.tensors.size(); ++i) index_[content_.tensors[i].name] = i;
}

const StoredTensor* SafetensorsFile::Find(const std::string& name) const {
  const auto found = index_.find(name);
  return found == index_.end() ? nullptr : &content_.tensors[found->second];
}

void SafetensorsFile::ReadFloats(const StoredTensor& tensor, std::span<float> out) const {
  linkbert::ReadFloats(tensor, path(), out);
}

}  // namespace linkbert
