// Undeletable: a file that nobody can remove while this lives, where the file system has immutable files and the test
// may make one; works() says whether it has.
#pragma once
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <string>
#include <utility>

namespace linkbert::test {

class Undeletable {
 public:
  explicit Undeletable(std::string path) : path_(std::move(path)), works_(Set(true)) {}
  ~Undeletable() { Set(false); }
  Undeletable(const Undeletable&) = delete;
  Undeletable& operator=(const Undeletable&) = delete;
  // The folder of the file was renamed.
  void MovedTo(std::string path) { path_ = std::move(path); }
  bool works() const { return works_; }

 private:
  bool Set(bool on) const {
    const int file = ::open(path_.c_str(), O_RDONLY);
    int flags = 0;
    bool done = file >= 0 && ::ioctl(file, FS_IOC_GETFLAGS, &flags) == 0;
    if (done) {
      flags = on ? flags | FS_IMMUTABLE_FL : flags & ~FS_IMMUTABLE_FL;
      done = ::ioctl(file, FS_IOC_SETFLAGS, &flags) == 0;
    }
    if (file >= 0) ::close(file);
    return done;
  }

  std::string path_;
  bool works_;
};

}  // namespace linkbert::test
