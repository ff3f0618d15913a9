// OutputFile: a file of known size, filled in place, by one process or by several.
//
// Creating it reserves its space, so that a full disk shows before the long write, not in its middle. Closed on
// destruction; what a failed writer leaves is the caller's to remove. Errors: kOutput with path and the system's
// reason.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/file_descriptor.h"

namespace linkbert {

class OutputFile {
 public:
  OutputFile(const std::string& path, std::uint64_t bytes);  // creates anew, whatever was there, and reserves
  static OutputFile OpenExisting(const std::string& path);   // to fill in parts of it

  void Write(std::uint64_t offset, std::string_view bytes);
  void Write(std::uint64_t offset, std::span<const float> values);  // little endian
  void Sync();                                                      // durable when it returns
  void Close();                                                     // some file systems report a failed write only here

 private:
  OutputFile(const std::string& path, FileDescriptor file) : path_(path), file_(std::move(file)) {}
  [[noreturn]] void Throw(const char* what) const;

  std::string path_;
  FileDescriptor file_;
};

}  // namespace linkbert
