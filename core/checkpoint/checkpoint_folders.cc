#include "core/checkpoint/checkpoint_folders.h"

#include <algorithm>
#include <filesystem>

#include "base/atomic_file.h"
#include "base/error.h"
#include "core/checkpoint/checkpoint_format.h"

namespace linkbert {

namespace fs = std::filesystem;

std::vector<StepFolder> ListStepFolders(const std::string& checkpoints) {
  std::vector<StepFolder> folders;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(checkpoints, error)) {
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
    const std::uint64_t bytes = fs::file_size(folder + "/" + file.name, error);
    if (error || bytes != file.bytes) {
      throw Fail(ErrorCode::kInput, "{}/{}: {}, wanted {} bytes.", folder, file.name,
                 error ? error.message() : fmt::format("{} bytes", bytes), file.bytes);
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
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kInput) throw;
      found.rejected.push_back({folder.path, error.what(), folder.finished});
    }
  }
  return found;
}

void RemoveCheckpoint(const std::string& folder) {
  std::error_code error;
  fs::remove(folder + "/" + kManifestFile, error);
  if (!error) fs::remove_all(folder, error);
  if (error) throw Fail(ErrorCode::kOutput, "{}: the folder cannot be removed: {}.", folder, error.message());
}

void RemoveInterruptedSaves(const std::string& checkpoints) {
  for (const StepFolder& folder : ListStepFolders(checkpoints)) {
    if (!folder.finished) RemoveCheckpoint(folder.path);
  }
}

std::vector<std::string> RemoveOldCheckpoints(const std::string& checkpoints, std::int64_t step, std::int64_t keep_last,
                                              const std::vector<std::int64_t>& keep_steps) {
  std::vector<std::string> failures;
  std::int64_t kept = 0;
  for (const StepFolder& folder : ListStepFolders(checkpoints)) {
    // A later step is a damaged one that training went back from: it is no newer checkpoint, and evidence to keep.
    if (!folder.finished || folder.step > step || ++kept <= keep_last) continue;
    if (std::find(keep_steps.begin(), keep_steps.end(), folder.step) != keep_steps.end()) continue;
    try {
      RemoveCheckpoint(folder.path);
    } catch (const Error& error) {
      failures.emplace_back(error.what());
    }
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
