#include "base/remove_tree.h"

#include <fmt/core.h>

#include <filesystem>
#include <vector>

namespace linkbert {
namespace {

namespace fs = std::filesystem;

std::string Stays(const fs::path& path, const std::error_code& error) {
  return fmt::format("{}: cannot be removed: {}", path.string(), error.message());
}

// Listed before the first is removed: what a listing says of a folder that changes is unspecified.
std::vector<fs::path> Content(const fs::path& folder, std::error_code& error) {
  std::vector<fs::path> content;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    content.push_back(entry->path());
  }
  return content;
}

}  // namespace

std::string RemoveTree(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(path, error);
  if (status.type() == fs::file_type::not_found) return "";
  if (error) return Stays(path, error);
  if (fs::is_directory(status)) {
    std::string first;
    for (const fs::path& entry : Content(path, error)) {
      std::string stays = RemoveTree(entry.string());
      if (first.empty()) first = std::move(stays);
    }
    if (!first.empty()) return first;
    if (error) return Stays(path, error);
  }
  fs::remove(path, error);
  return error ? Stays(path, error) : "";
}

}  // namespace linkbert
