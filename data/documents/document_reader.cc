#include "data/documents/document_reader.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/hash.h"

namespace linkbert {

std::string DescribeInput(const std::string& path) {
  const FileDigest digest = DigestFile(path);
  return fmt::format("{}: {} bytes, xxh3 {}", std::filesystem::path(path).filename().string(), digest.bytes,
                     digest.xxh3_128);
}

}  // namespace linkbert
