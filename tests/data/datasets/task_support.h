// For tests of conversions: a raw file from a literal, the lines that come out, and the account of them.
#pragma once
#include <functional>
#include <sstream>
#include <string>

#include "base/atomic_file.h"
#include "data/datasets/part_lines.h"
#include "data/datasets/raw_lines.h"
#include "data/datasets/records.h"
#include "tests/support/prepare_support.h"
#include "tests/support/temporary_folder.h"

namespace linkbert::test {

struct Converted {
  std::string lines;
  PartAccount account;
};

struct ConversionOptions {
  bool strict = false;
  std::string part = "train";
  std::string file = "raw";
};

// Runs convert(path, out) on a file that holds `raw`.
inline Converted ConvertText(const std::string& raw, const std::function<void(const std::string&, PartLines&)>& convert,
                             const ConversionOptions& options = {}) {
  const TemporaryFolder folder;
  WriteFileAtomically(folder / options.file, raw);
  std::ostringstream stream;
  PartLines out(stream, options.strict);
  out.account().part = options.part;
  convert(folder / options.file, out);
  return {stream.str(), out.account()};
}

inline Converted ConvertLines(const std::string& raw, const std::function<void(RawLines&, PartLines&)>& convert,
                              const ConversionOptions& options = {}) {
  return ConvertText(
      raw,
      [&](const std::string& path, PartLines& out) {
        RawLines lines(path);
        convert(lines, out);
      },
      options);
}

inline Converted ConvertRecords(const std::string& raw, RecordFormat format,
                                const std::function<void(RecordReader&, PartLines&)>& convert,
                                const ConversionOptions& options = {}) {
  return ConvertText(
      raw,
      [&](const std::string& path, PartLines& out) {
        RecordReader records(path, format);
        convert(records, out);
      },
      options);
}

}  // namespace linkbert::test
