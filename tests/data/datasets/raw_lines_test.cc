// Lines of raw files: ends of lines, byte order marks, gzip, and what cannot be read; TSV and CSV records.
#include "data/datasets/raw_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "base/atomic_file.h"
#include "data/datasets/records.h"
#include "tests/support/prepare_support.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using test::ErrorOf;
using test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;
using Fields = std::vector<std::string>;

std::vector<std::string> Lines(const std::string& path) {
  RawLines lines(path);
  std::vector<std::string> all;
  for (std::string line; lines.Next(line);) all.push_back(line);
  return all;
}

struct File {
  explicit File(const std::string& content, const std::string& name = "raw") : path(folder / name) {
    WriteFileAtomically(path, content);
  }
  TemporaryFolder folder;
  std::string path;
};

std::string Gzip(const std::string& content, const std::string& path) {
  gzFile file = gzopen(path.c_str(), "wb");
  EXPECT_EQ(gzwrite(file, content.data(), static_cast<unsigned>(content.size())), static_cast<int>(content.size()));
  EXPECT_EQ(gzclose(file), Z_OK);
  return ReadFile(path);
}

std::vector<Fields> Records(const std::string& content, RecordFormat format) {
  const File file(content);
  RecordReader reader(file.path, format);
  std::vector<Fields> records;
  for (Fields fields; reader.Next(fields);) records.push_back(fields);
  return records;
}

TEST(RawLines, EndAtEveryKindOfLineEnd) {
  EXPECT_THAT(Lines(File("a\nb\r\nc\rd\n\ne").path), ElementsAre("a", "b", "c", "d", "", "e"));
  EXPECT_THAT(Lines(File("a\n").path), ElementsAre("a"));
  EXPECT_THAT(Lines(File("").path), ElementsAre());
  EXPECT_THAT(Lines(File("\xEF\xBB\xBFx\r\n\xEF\xBB\xBFy").path), ElementsAre("x", "\xEF\xBB\xBFy"));
}

TEST(RawLines, AreWholeAcrossPiecesOfTheFile) {
  std::string content;
  std::vector<std::string> wanted;
  for (std::size_t i = 0; i < 3000; ++i) {
    wanted.push_back(std::string(i % 300, static_cast<char>('a' + i % 26)));
    content += wanted.back() + "\r\n";
  }
  EXPECT_EQ(Lines(File(content).path), wanted);
}

TEST(RawLines, ReadGzip) {
  const TemporaryFolder folder;
  const std::string bytes = Gzip("one\ntwo\n", folder / "a.gz");
  EXPECT_THAT(Lines(folder / "a.gz"), ElementsAre("one", "two"));
  EXPECT_EQ(ReadRawText(folder / "a.gz"), "one\ntwo\n");
  WriteFileAtomically(folder / "cut.gz", bytes.substr(0, bytes.size() - 9));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Lines(folder / "cut.gz"); }), HasSubstr("cut.gz"));
}

TEST(RawLines, NameWhatCannotBeRead) {
  const TemporaryFolder folder;
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Lines(folder / "none"); }), HasSubstr("none: cannot be opened"));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Lines(folder.path()); }), HasSubstr("is a folder"));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { Lines(File("a\nb\xff").path); }), HasSubstr(":2: byte 2 (0xff)"));
}

TEST(RecordReader, ReadsQuotesAsCsvDoes) {
  const RecordFormat csv{.delimiter = ',', .quotes = true};
  EXPECT_THAT(Records("a,\"b,\"\"c\"\"\",d\"e\n\"two\r\nlines\",,x\n", csv),
              ElementsAre(ElementsAre("a", "b,\"c\"", "d\"e"), ElementsAre("two\nlines", "", "x")));
  EXPECT_THAT(Records("\"a\"b,c\n\n\"\"\n", csv),
              ElementsAre(ElementsAre("ab", "c"), ElementsAre(""), ElementsAre("")));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Records("a\nb,\"c\nd", csv); }), HasSubstr(":2: a field begins with"));
}

TEST(RecordReader, LeavesQuotesAloneWithoutThem) {
  EXPECT_THAT(Records("\"a\tb\"\n\t\n", {.delimiter = '\t', .quotes = false}),
              ElementsAre(ElementsAre("\"a", "b\""), ElementsAre("", "")));
}

}  // namespace
}  // namespace linkbert
