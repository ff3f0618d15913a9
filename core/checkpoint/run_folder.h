// RunFolder: runs/<name>/ and the lock that gives it to one process at a time.
//
// The lock is the system's (flock on the file `lock`), so a killed owner never leaves it behind; the file's text only
// names the owner for people. Owned by rank 0 of a run, from construction to destruction.
// Threads: construct and destroy on one thread. Errors: kOutput naming the owner where another process has the folder,
// or the system's reason where the folder cannot be made.
#pragma once
#include <string>

namespace linkbert {

class RunFolder {
 public:
  // Makes the folder and its checkpoints folder, takes the lock, clears temporary files of killed writers.
  explicit RunFolder(const std::string& path);
  ~RunFolder();
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

  const std::string& path() const { return path_; }

  // The owner whose lock was found abandoned, to be shown; empty where the last owner ended in good order. On file
  // systems whose locks do not reach other hosts, an owner on another host may still be running.
  const std::string& abandoned_by() const { return abandoned_by_; }

 private:
  std::string path_;
  int lock_;
  std::string abandoned_by_;
};

}  // namespace linkbert
