#include "core/checkpoint/checkpoint_folders.h"

#include <algorithm>
#include <filesystem>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/read_error.h"
#include "base/remove_tree.h"
#include "core/checkpoint/checkpoint_format.h"

namespace linkbert {

namespace fs = std::filesystem;

namespace {

constexpr char kSetAside[] = ".set-aside-";  // and a number, behind the name of a step folder

// Only a folder that is not there is empty: to one that cannot be listed, nobody may begin a run anew.
std::vector<fs::directory_entry> Content(const std::string& checkpoints) {
  std::vector<fs::directory_entry> content;
  std::error_code error;
  fs::directory_iterator entry(checkpoints, error);
  if (error == std::errc::no_such_file_or_directory) return content;
  for (const fs::directory_iterator end; !error && entry != end; entry.increment(error)) content.push_back(*entry);
  if (!error) return content;
  throw ReadError(
      fmt::format("{}: the folder cannot be listed: {}. It may hold checkpoints: check its permissions "
                  "and its file system, and run the same line again.",
                  checkpoints, error.message()));
}

void Note(std::string failure, std::vector<std::string>& failures) {
  if (!failure.empty()) failures.push_back(std::move(failure));
}

}  // namespace

std::vector<StepFolder> ListStepFolders(const std::string& checkpoints) {
  std::vector<StepFolder> folders;
  for (const fs::directory_entry& entry : Content(checkpoints)) {
    const std::optional<std::int64_t> step = ParseStepFolderName(entry.path().filename().string());
    if (!step || entry.is_symlink() || !entry.is_directory()) continue;
    folders.push_back({*step, entry.path().string(), fs::exists(entry.path() / kManifestFile)});
  }
  std::sort(folders.begin(), folders.end(), [](const StepFolder& a, const StepFolder& b) { return a.step > b.step; });
  return folders;
}

CheckpointManifest ReadCheckpointManifest(const std::string& folder) {
  const std::string path = folder + "/" + kManifestFile;
  if (!fs::exists(path)) {
    throw Fail(ErrorCode::kInput, "{}: no {}: the save did not finish, or this is no checkpoint.", folder,
               kManifestFile);
  }
  return ParseCheckpointManifest(ReadFile(path), path);
}

void CheckSizes(const std::string& folder, const CheckpointManifest& manifest) {
  for (const PiecedFile& file : manifest.files) {
    std::error_code error;
    const std::string path = folder + "/" + file.name;
    const std::uint64_t bytes = fs::file_size(path, error);
    if (error) ThrowCannotOpen(path, error);
    if (bytes != file.bytes) {
      throw Fail(ErrorCode::kInput, "{}: {} bytes, wanted {} bytes.", path, bytes, file.bytes);
    }
  }
}

CheckpointManifest VerifyCheckpoint(const std::string& folder) {
  CheckpointManifest manifest = ReadCheckpointManifest(folder);
  CheckSizes(folder, manifest);  // tells a missing file before the long read
  VerifyPieces(folder, manifest);
  return manifest;
}

bool IsWholeCheckpoint(const std::string& folder) {
  try {
    VerifyCheckpoint(folder);
    return true;
  } catch (const ReadError&) {
    throw;
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kInput) throw;
    return false;
  }
}

FoundCheckpoint FindNewestCheckpoint(const std::string& run_folder) {
  FoundCheckpoint found;
  for (const StepFolder& folder : ListStepFolders(run_folder + "/" + kCheckpointsFolder)) {
    try {
      const CheckpointManifest manifest = VerifyCheckpoint(folder.path);
      if (manifest.step != folder.step) {
        throw Fail(ErrorCode::kInput, "{}/{}: of step {}: the folder was renamed.", folder.path, kManifestFile,
                   manifest.step);
      }
      found.folder = folder.path;
      return found;
    } catch (const ReadError&) {
      throw;  // an older one in its place would lose what it may hold
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kInput) throw;
      found.rejected.push_back({folder.path, error.what(), folder.finished});
    }
  }
  return found;
}

std::string RemoveCheckpoint(const std::string& folder) {
  std::string stays = RemoveTree(folder + "/" + kManifestFile);
  if (!stays.empty()) return stays;
  return RemoveTree(folder);
}

std::vector<std::string> RemoveInterruptedSaves(const std::string& checkpoints) {
  std::vector<std::string> failures;
  for (const StepFolder& folder : ListStepFolders(checkpoints)) {
    if (!folder.finished) Note(RemoveCheckpoint(folder.path), failures);
  }
  for (const fs::directory_entry& entry : Content(checkpoints)) {
    const std::string name = entry.path().filename().string();
    if (!ParseStepFolderName(name.substr(0, name.find('.'))) || name.find(kSetAside) == std::string::npos) continue;
    Note(RemoveTree(entry.path().string()), failures);
  }
  return failures;
}

void MakeRoomFor(const std::string& folder) {
  const std::string stays = RemoveCheckpoint(folder);
  if (stays.empty()) return;
  std::error_code error;
  for (int number = 1; number < 100; ++number) {
    const std::string aside = fmt::format("{}{}{}", folder, kSetAside, number);
    if (fs::exists(fs::symlink_status(aside))) continue;
    fs::rename(folder, aside, error);
    if (!error) return;
    break;
  }
  throw Fail(ErrorCode::kOutput, "{}, and {} cannot be renamed: {}. Remove it, and run the same line again.", stays,
             folder, error.message());
}

std::vector<std::string> RemoveOldCheckpoints(const std::string& checkpoints, std::int64_t step, std::int64_t keep_last,
                                              const std::vector<std::int64_t>& keep_steps) {
  std::vector<std::string> failures;
  std::int64_t kept = 0;
  for (const StepFolder& folder : ListStepFolders(checkpoints)) {
    // A later step is a damaged one that training went back from: it is no newer checkpoint, and evidence to keep.
    if (!folder.finished || folder.step > step || ++kept <= keep_last) continue;
    if (std::find(keep_steps.begin(), keep_steps.end(), folder.step) != keep_steps.end()) continue;
    Note(RemoveCheckpoint(folder.path), failures);
  }
  return failures;
}

void PointLatestTo(const std::string& folder) {
  const fs::path link = fs::path(folder).parent_path() / kLatestLink;
  const std::string temporary = TemporaryName(link.string());
  std::error_code error;
  fs::remove(temporary, error);
  fs::create_directory_symlink(fs::path(folder).filename(), temporary, error);
  if (!error) fs::rename(temporary, link, error);
}

}  // namespace linkbert
