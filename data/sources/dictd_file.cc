#include "data/sources/dictd_file.h"

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <tuple>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/expansion_limit.h"

namespace linkbert {
namespace {

// dictzip is gzip with an index in its header, so zlib reads it; zlib also reads a plain file as it is.
std::string ReadWholeGzip(const std::string& path) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose_r);
  if (!file) throw Fail(ErrorCode::kInput, "{}: cannot be opened: {}.", path, std::strerror(errno));
  std::string text;
  const std::uint64_t limit = ExpansionLimit(path);
  constexpr unsigned kPiece = 1 << 20;
  for (;;) {
    const std::size_t size = text.size();
    text.resize(size + kPiece);
    const int read = gzread(file.get(), text.data() + size, kPiece);
    text.resize(size + static_cast<std::size_t>(std::max(read, 0)));
    int status = Z_OK;
    const char* reason = gzerror(file.get(), &status);
    if (read < 0 || status == Z_BUF_ERROR) {
      throw Fail(ErrorCode::kInput, "{}: cannot be decompressed behind byte {}: {}. Is the file whole?", path,
                 text.size(), reason);
    }
    if (text.size() > limit) FailExpansion(path, limit);
    if (read == 0) return text;
  }
}

std::string DictionaryPath(const std::string& base) {
  for (const char* extension : {".dict.dz", ".dict"}) {
    if (std::filesystem::exists(base + extension)) return base + extension;
  }
  throw Fail(ErrorCode::kInput,
             "{}: neither {}.dict.dz nor {}.dict exists. Name the dictionary without its extension, like "
             "/usr/share/dictd/foldoc.",
             base, base, base);
}

// dictd writes numbers in base 64, most significant digit first; -1 for anything else.
std::int64_t ParseBase64(std::string_view digits) {
  static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::int64_t value = 0;
  for (const char c : digits) {
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos || value >> 56 != 0) return -1;
    value = value * 64 + static_cast<std::int64_t>(digit);
  }
  return digits.empty() ? -1 : value;
}

struct IndexLine {
  std::string_view headword;
  std::int64_t offset;
  std::int64_t size;
};

// headword TAB offset TAB size, and perhaps TAB the headword as it was before sorting.
IndexLine ParseLine(std::string_view line) {
  const std::size_t first = line.find('\t');
  const std::size_t second = first == std::string_view::npos ? first : line.find('\t', first + 1);
  if (second == std::string_view::npos) return {{}, -1, -1};
  const std::string_view size = line.substr(second + 1);
  return {line.substr(0, first), ParseBase64(line.substr(first + 1, second - first - 1)),
          ParseBase64(size.substr(0, size.find('\t')))};
}

}  // namespace

DictdFile::DictdFile(const std::string& path_without_extension)
    : index_path_(path_without_extension + ".index"),
      dictionary_path_(DictionaryPath(path_without_extension)),
      text_(ReadWholeGzip(dictionary_path_)) {
  ReadIndex();
}

void DictdFile::ReadIndex() {
  const std::string index = ReadFile(index_path_);
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::vector<std::string>> places;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < index.size();) {
    const std::size_t end = std::min(index.find('\n', begin), index.size());
    const std::string_view line = std::string_view(index).substr(begin, end - begin);
    begin = end + 1;
    ++number;
    const auto [headword, offset, size] = ParseLine(line);
    if (offset < 0 || size < 0) {
      throw Fail(ErrorCode::kInput, "{}:{}: \"{}\" is no index line, wanted headword, offset and size in base 64.",
                 index_path_, number, line);
    }
    if (static_cast<std::uint64_t>(offset) + static_cast<std::uint64_t>(size) > text_.size()) {
      throw Fail(ErrorCode::kInput,
                 "{}:{}: the entry ends at byte {}, {} has {}. The two files do not belong together.", index_path_,
                 number, offset + size, dictionary_path_, text_.size());
    }
    places[{static_cast<std::uint64_t>(offset), static_cast<std::uint64_t>(size)}].emplace_back(headword);
  }
  for (auto& [place, headwords] : places) entries_.push_back({place.first, place.second, std::move(headwords)});
}

}  // namespace linkbert
