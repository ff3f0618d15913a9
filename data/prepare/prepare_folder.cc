#include "data/prepare/prepare_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/parse_json.h"
#include "data/shards/manifest.h"
#include "data/shards/shard_format.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kBeginName = "prepare.json";
constexpr const char* kBeginMagic = "linkbert-prepare";
constexpr int kWorkVersion = 6;  // of the files in work/

// A killed run may leave prepare.json.tmp-<pid> in a folder it had only just made.
bool HoldsNothing(const std::string& folder) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!entry.path().filename().string().starts_with(std::string(kBeginName) + ".tmp-")) return false;
  }
  return true;
}

NamedTexts ReadBeginning(const std::string& path) {
  try {
    const Json json = ParseJson<Json>(ReadFile(path), path);
    if (json.at("format") != kBeginMagic || json.at("version") != kWorkVersion) {
      throw Fail(ErrorCode::kOutput, "{}: was begun by another version of this program. Remove the folder first.",
                 path);
    }
    NamedTexts settings;
    for (const auto& [name, value] : json.at("settings").items()) settings.emplace_back(name, value.get<std::string>());
    return settings;
  } catch (const Json::exception& error) {
    throw Fail(ErrorCode::kOutput, "{}: is not ours: {}. Name another folder.", path, error.what());
  }
}

NamedTexts ReadFinished(const std::string& folder) {
  try {
    return ReadManifest(folder).settings;
  } catch (const Error& error) {
    throw Fail(ErrorCode::kOutput, "{}: will not be overwritten: {}", folder, error.what());
  }
}

void RequireSame(const std::string& folder, const NamedTexts& wanted, const NamedTexts& seen) {
  const std::string difference = SettingsDifference(wanted, seen);
  if (difference.empty()) return;
  throw Fail(ErrorCode::kConfiguration,
             "{}: holds a corpus of other settings: {}. Name another folder or remove this one.", folder, difference);
}

}  // namespace

PrepareFolder::~PrepareFolder() {
  if (lock_ >= 0) ::close(lock_);
}

void PrepareFolder::Claim(const NamedTexts& settings) {
  CreateFolders(folder_);
  Lock();
  if (IsFinished()) {
    RequireSame(folder_, settings, ReadFinished(folder_));
    RemoveWork();
  } else if (fs::exists(File(kBeginName))) {
    RequireSame(folder_, settings, ReadBeginning(File(kBeginName)));
    RemoveStaleTemporaries(folder_);
    RemoveStaleTemporaries(File("work"));
    CreateFolders(File("work"));
  } else {
    Begin(settings);
  }
}

bool PrepareFolder::IsFinished() const { return fs::exists(File(kManifestName)); }

void PrepareFolder::RemoveWork() const {
  std::error_code ignored;  // what stays costs space, nothing else, and the next call tries again
  fs::remove_all(File("work"), ignored);
  fs::remove(File(kBeginName), ignored);
}

std::string PrepareFolder::WorkFile(const char* kind, std::size_t number) const {
  return File(fmt::format("work/{}-{:05}", kind, number));
}
std::string PrepareFolder::NamesFile(std::size_t item) const { return WorkFile("names", item); }
std::string PrepareFolder::SignaturesFile(std::size_t item) const { return WorkFile("signatures", item); }
std::string PrepareFolder::DocumentsFile(std::size_t item) const { return WorkFile("documents", item); }
std::string PrepareFolder::MarkupFile(std::size_t item) const { return WorkFile("markup", item); }
std::string PrepareFolder::DiagnosticsFile(std::size_t item) const { return WorkFile("diagnostics", item); }
std::string PrepareFolder::TokensFile(std::size_t item) const { return WorkFile("tokens", item); }
std::string PrepareFolder::KeptFile() const { return File("work/kept"); }
std::string PrepareFolder::NameTableFile() const { return File("work/name-table"); }
std::string PrepareFolder::DuplicatesFile(std::size_t partition) const { return WorkFile("duplicates", partition); }
std::string PrepareFolder::FrequencyFile(std::size_t block) const { return WorkFile("frequency", block); }
std::string PrepareFolder::LexicalFile(std::size_t block) const { return WorkFile("lexical", block); }
std::string PrepareFolder::GraphFile(std::size_t shard) const { return WorkFile("graph", shard); }

// File systems without flock (some Lustre mounts) go without: two runs at once then do the same work twice.
void PrepareFolder::Lock() {
  lock_ = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock_ >= 0 && ::flock(lock_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    throw Fail(ErrorCode::kOutput, "{}: another linkbert prepare is writing here. Wait for it, or stop it first.",
               folder_);
  }
}

void PrepareFolder::Begin(const NamedTexts& settings) const {
  if (!HoldsNothing(folder_)) {
    throw Fail(ErrorCode::kOutput,
               "{}: holds files that linkbert prepare did not write. Name another folder or an empty one.", folder_);
  }
  RemoveStaleTemporaries(folder_);
  Json json = {{"format", kBeginMagic}, {"version", kWorkVersion}, {"settings", Json::object()}};
  for (const auto& [name, value] : settings) json["settings"][name] = value;
  WriteFileAtomically(File(kBeginName), json.dump(2) + "\n");
  CreateFolders(File("work"));
}

}  // namespace linkbert
