// GrowingFile: an output file that is written piece by piece and appears whole or not at all; a device or a pipe is
// written through as the pieces come (base/output_place.h).
//
// Without Commit the destructor removes what was written. One thread. Errors: kOutput with the path and the reason.
#pragma once
#include <string>
#include <string_view>

#include "base/file_descriptor.h"
#include "base/output_place.h"

namespace linkbert {

class GrowingFile {
 public:
  explicit GrowingFile(const std::string& path);  // a pipe waits here for its reader
  ~GrowingFile();
  GrowingFile(const GrowingFile&) = delete;
  GrowingFile& operator=(const GrowingFile&) = delete;

  void Append(std::string_view bytes);
  void Commit();  // durable, and under its name, when it returns

 private:
  void Write(std::string_view bytes);

  OutputPlace place_;
  std::string temporary_;  // empty: none to remove
  FileDescriptor file_;
  std::string waiting_;  // bytes
};

}  // namespace linkbert
