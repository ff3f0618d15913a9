#include "core/model_folders/hub_cache.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>

#include "base/atomic_file.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool IsNamePart(std::string_view part) {
  const auto allowed = [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.'; };
  return !part.empty() && part.front() != '.' && std::ranges::all_of(part, allowed);
}

}  // namespace

std::string HubCache() {
  if (std::string cache = Variable("HF_HUB_CACHE"); !cache.empty()) return cache;
  if (std::string home = Variable("HF_HOME"); !home.empty()) return home + "/hub";
  if (std::string cache = Variable("XDG_CACHE_HOME"); !cache.empty()) return cache + "/huggingface/hub";
  return Variable("HOME") + "/.cache/huggingface/hub";
}

bool IsHubName(const std::string& model) {
  const std::size_t slash = model.find('/');
  if (slash == std::string::npos) return IsNamePart(model);
  const std::string_view whole = model;
  return IsNamePart(whole.substr(0, slash)) && IsNamePart(whole.substr(slash + 1));
}

std::optional<std::string> FindInHubCache(const std::string& model) {
  if (!IsHubName(model)) return std::nullopt;
  std::string folder = model;
  if (const std::size_t slash = folder.find('/'); slash != std::string::npos) folder.replace(slash, 1, "--");
  const fs::path root = fs::path(HubCache()) / ("models--" + folder);
  const fs::path snapshots = root / "snapshots";
  if (!fs::is_directory(snapshots)) return std::nullopt;
  if (const fs::path main = root / "refs" / "main"; fs::is_regular_file(main)) {
    std::string commit = ReadFile(main.string());
    while (!commit.empty() && std::isspace(static_cast<unsigned char>(commit.back())) != 0) commit.pop_back();
    if (IsNamePart(commit) && fs::is_directory(snapshots / commit)) return (snapshots / commit).string();
  }
  std::optional<std::string> only;
  for (const fs::directory_entry& entry : fs::directory_iterator(snapshots)) {
    if (only) return std::nullopt;  // no telling which
    only = entry.path().string();
  }
  return only;
}

}  // namespace linkbert
