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

namespace linkbert {

class OutputFile {
 public:
  OutputFile(const std::string& path, std::uint64_t bytes);  // creates, or empties, and reserves
  static OutputFile OpenExisting(const std::string& path);   // to fill in parts of it
  ~OutputFile();
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;

  void Write(std::uint64_t offset, std::string_view bytes);
  void Write(std::uint64_t offset, std::span<const float> values);  // little endian
  void Sync();                                                      // durable when it returns
  void Close();                                                     // some file systems report a failed write only here

 private:
  struct Opened {
    int descriptor;
  };
  OutputFile(const std::string& path, Opened opened) : path_(path), descriptor_(opened.descriptor) {}
  [[noreturn]] void Throw(const char* what) const;

  std::string path_;
  int descriptor_;
};

}  // namespace linkbert
