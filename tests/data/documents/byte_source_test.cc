// A stream's bytes: the same whatever the compression and the pieces it comes in; cuts and damage are told.
#include "data/documents/byte_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <utility>
#include <vector>

#include "base/error.h"
#include "tests/support/compressed.h"

namespace linkbert {
namespace {

using test::Bzip2;
using test::Gzip;
using test::Zstd;
using testing::HasSubstr;

// Several bzip2 blocks of words that compress somewhat.
std::string Text() {
  std::mt19937 draw(5);
  std::string text;
  while (text.size() < 300'000) text += fmt::format("{} ", draw() % 100'000);
  return text;
}

struct Seen {
  std::string text, error;
};

Seen ReadBytes(std::string bytes, std::size_t piece, std::size_t wanted = 50'000) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> stream(::fmemopen(bytes.data(), bytes.size(), "rb"),
                                                               std::fclose);
  const std::unique_ptr<ByteSource> source = OpenStream(stream.get(), piece);
  Seen seen;
  std::string out(wanted, '\0');
  try {
    while (const std::size_t read = source->Read(out)) seen.text.append(out, 0, read);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInput);
    seen.error = error.what();
  }
  return seen;
}

TEST(ByteSource, AStreamIsTheSameHoweverItIsCompressedAndComes) {
  const std::string text = Text(), zeros(700, '\0');
  const std::string head = text.substr(0, 123'456), tail = text.substr(123'456);
  for (const std::string& bytes :
       {text, Gzip(text), Zstd(text), Bzip2(text), Gzip(head) + Gzip("") + Gzip(tail) + zeros,
        Zstd(head) + Zstd("") + Zstd(tail), Bzip2(head) + Bzip2("") + Bzip2(tail, 9)}) {
    for (const std::size_t piece : {4, 5, 7, 1000, 1 << 20}) {
      for (const std::size_t wanted : {4096, 1 << 20}) {
        const Seen seen = ReadBytes(bytes, piece, wanted);
        EXPECT_TRUE(seen.text == text) << bytes.size() << " by " << piece << ", " << seen.text.size();
        EXPECT_EQ(seen.error, "");
      }
    }
  }
}

TEST(ByteSource, ShortStreamsAreReadToo) {
  for (const char* text : {"a", "BZ", "\x1f", "abc"}) EXPECT_EQ(ReadBytes(text, 4).text, text);
  for (const auto& pack : {Gzip, Zstd, +[](const std::string& text) { return Bzip2(text); }}) {
    EXPECT_EQ(ReadBytes(pack(""), 100).text + ReadBytes(pack(""), 4).error, "");
    EXPECT_EQ(ReadBytes(pack("abc"), 5).text, "abc");
  }
}

TEST(ByteSource, WhatIsBeforeACutIsDeliveredAndTheCutIsTold) {
  const std::string text = Text();
  for (const auto& [whole, form] :
       {std::pair{Gzip(text), "gzip"}, std::pair{Zstd(text), "zstd"}, std::pair{Bzip2(text), "bzip2"}}) {
    for (std::size_t part = 1; part < 20; ++part) {
      const std::size_t cut = whole.size() * part / 20;
      const Seen seen = ReadBytes(whole.substr(0, cut), 1000);
      EXPECT_EQ(seen.error, fmt::format("-: byte {}: this {} stream is cut off or damaged; what is before it is whole.",
                                        cut, form));
      EXPECT_EQ(seen.text, text.substr(0, seen.text.size()));
      if (part == 19) {
        EXPECT_GT(seen.text.size(), text.size() / 2);
      }
    }
    EXPECT_THAT(ReadBytes(whole + "garbage", 1000).error, HasSubstr("damaged"));
  }
}

TEST(ByteSource, AFlippedBitIsFound) {
  const std::string text = Text();
  for (const std::string& whole : {Gzip(text), Bzip2(text)}) {
    for (std::size_t part = 1; part < 30; ++part) {
      std::string bad = whole;
      const std::size_t at = bad.size() * part / 30;
      bad[at] = static_cast<char>(bad[at] ^ 4);
      EXPECT_THAT(ReadBytes(bad, 1000).error, HasSubstr("damaged")) << at;
    }
  }
}

}  // namespace
}  // namespace linkbert
