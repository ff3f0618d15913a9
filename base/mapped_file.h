// MappedFile: a whole file, mapped read-only into memory. Owns the mapping; movable; safe from any thread.
//
// Errors: kInput naming the path. If another process shrinks the file afterwards, a touch beyond its end is SIGBUS.
#pragma once
#include <cstddef>
#include <string>

namespace linkbert {

class MappedFile {
 public:
  explicit MappedFile(const std::string& path);
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&&) = delete;

  const std::byte* data() const { return data_; }
  std::size_t size() const { return size_; }  // bytes
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  const std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace linkbert
