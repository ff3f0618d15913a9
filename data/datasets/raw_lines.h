// RawLines: the lines of a benchmark's raw file, as Python's open() gives them.
//
// Flow: FILE or FILE.gz -> [RawLines] -> a family's conversion. One line in memory at a time. A line ends at \n, \r\n
// or \r; a byte order mark at the file's beginning is dropped. Threads: each its own. Errors: kInput naming file and
// line: cannot be read, damaged gzip, no UTF-8, a line that is too long.
#pragma once
#include <zlib.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace linkbert {

class RawLines {
 public:
  explicit RawLines(std::string path);

  // The next line without its end; false after the last.
  bool Next(std::string& line);

  const std::string& path() const { return path_; }
  std::uint64_t number() const { return number_; }  // of the last line, from 1
  std::string where() const;                        // "path:number"

 private:
  bool Fill();

  struct CloseGzip {
    void operator()(gzFile_s* file) const { gzclose_r(file); }
  };
  std::string path_;
  std::unique_ptr<gzFile_s, CloseGzip> file_;
  std::vector<char> buffer_;
  std::size_t at_ = 0, end_ = 0;
  bool after_return_ = false;  // a \n that follows belongs to the \r before
  std::uint64_t number_ = 0;
};

// The whole file without a byte order mark, UTF-8 throughout; for JSON that is not in lines.
std::string ReadRawText(const std::string& path);

// Throws kUsage where the file is there but can be read only once (a pipe, a device); advice: what to do then.
void RequireReadableTwice(const std::string& path, const std::string& advice);

}  // namespace linkbert
