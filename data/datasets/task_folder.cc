#include "data/datasets/task_folder.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/new_file.h"
#include "base/output_place.h"

namespace linkbert {
namespace {

Error CannotWrite(const std::string& path) {
  return Fail(ErrorCode::kOutput,
              "{}: cannot be written: {}. Check the disk's free space and the folder's permissions.", path,
              std::strerror(errno));
}

}  // namespace

TaskFolder::TaskFolder(std::string folder) : folder_(std::move(folder)) { CreateFolders(folder_); }

TaskFolder::~TaskFolder() {
  for (const File& file : files_) {
    std::error_code ignored;
    std::filesystem::remove(TemporaryName(file.path), ignored);
  }
}

std::ostream& TaskFolder::Add(const std::string& part) {
  const std::string name = fmt::format("{}/{}.json", folder_, part);
  const std::string path = FindRegularOutput(name);
  CreateNewFile(TemporaryName(path));
  errno = 0;
  files_.push_back({name, path, std::make_unique<std::ofstream>(TemporaryName(path), std::ios::binary)});
  if (!*files_.back().stream) throw CannotWrite(path);
  return *files_.back().stream;
}

void TaskFolder::Commit() {
  for (const File& file : files_) {
    errno = 0;
    file.stream->close();
    if (!*file.stream) throw CannotWrite(file.path);
    SyncFile(TemporaryName(file.path));
  }
  for (const File& file : files_) CommitFile(TemporaryName(file.path), file.path);
}

std::vector<std::string> TaskFolder::LeftFromBefore() const {
  std::vector<std::string> left;
  for (const char* part : {"train", "dev", "test", "test_unlabeled"}) {
    const std::string path = fmt::format("{}/{}.json", folder_, part);
    if (std::filesystem::exists(path) && std::ranges::find(files_, path, &File::name) == files_.end()) {
      left.push_back(path);
    }
  }
  return left;
}

}  // namespace linkbert
