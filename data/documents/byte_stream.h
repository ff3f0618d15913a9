// ByteStream: a ByteSource as a std::istream, for what is read by lines.
//
// Reading errors of the source reach the caller as they are (kInput naming file and byte), not as a state of the
// stream. Threads: one caller.
#pragma once
#include <cstdio>
#include <istream>
#include <memory>
#include <streambuf>
#include <string>
#include <vector>

#include "data/documents/byte_source.h"

namespace linkbert {

class ByteStream : public std::istream {
 public:
  // A file of any compression, or standard input for "-".
  explicit ByteStream(const std::string& path);

 private:
  struct CloseFile {
    void operator()(std::FILE* file) const {
      if (file != stdin) std::fclose(file);
    }
  };
  class Buffer : public std::streambuf {
   public:
    explicit Buffer(std::unique_ptr<ByteSource> source) : source_(std::move(source)), bytes_(1 << 20) {}

   protected:
    int_type underflow() override;

   private:
    std::unique_ptr<ByteSource> source_;
    std::vector<char> bytes_;
  };

  std::unique_ptr<std::FILE, CloseFile> file_;
  std::unique_ptr<Buffer> buffer_;
};

// How a regular file is compressed, by its first bytes. Throws kInput where it cannot be opened.
Compression CompressionOf(const std::string& path);

}  // namespace linkbert
