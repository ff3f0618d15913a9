#include "data/documents/document_reader.h"

#include <fmt/core.h>

#include <filesystem>

#include "base/hash.h"
#include "data/documents/plain_text.h"

namespace linkbert {

std::string DescribeInput(const std::string& path) {
  const FileDigest digest = DigestFile(path);
  std::string name = std::filesystem::path(path).filename().string();
  RepairUtf8(name);  // it goes into JSON
  return fmt::format("{}: {} bytes, xxh3 {}", name, digest.bytes, digest.xxh3_128);
}

void AppendInputs(const std::vector<std::string>& paths, NamedTexts& settings) {
  for (std::size_t i = 0; i < paths.size(); ++i) {
    settings.emplace_back(fmt::format("input {}", i), paths[i] == "-" ? "standard input" : DescribeInput(paths[i]));
  }
}

}  // namespace linkbert
