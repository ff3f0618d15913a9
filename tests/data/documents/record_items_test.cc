// Records of compressed files: the same whatever the items and the compression; what is cut off is told.
#include "data/documents/record_items.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <random>

#include "base/atomic_file.h"
#include "base/error.h"
#include "data/documents/bzip2_blocks.h"
#include "tests/support/compressed.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using test::Bzip2;
using test::Gzip;
using test::Zstd;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const RecordFormat kPageFormat{{"page"}, "</mediawiki>"};

// Pages of all sizes, some larger than a block, of words that compress somewhat.
std::vector<std::string> Pages(int count) {
  std::mt19937 draw(7);
  std::vector<std::string> pages;
  for (int i = 0; i < count; ++i) {
    std::string page = fmt::format("<page><title>{}</title>", i);
    const int words = i % 40 == 39 ? 40'000 : static_cast<int>(draw() % 400);
    for (int w = 0; w < words; ++w) page += fmt::format("{} ", draw() % 5000);
    pages.push_back(page + "</page>");
  }
  return pages;
}

std::string FileOf(const std::vector<std::string>& pages) {
  std::string text = "<mediawiki><siteinfo>site</siteinfo>\n";
  for (const std::string& page : pages) text += "  " + page + "\n";
  return text + "</mediawiki>\n";
}

class RecordItemsTest : public testing::Test {
 protected:
  std::string Write(const std::string& bytes) const {
    WriteFileAtomically(folder_ / "dump", bytes);
    return folder_ / "dump";
  }
  struct Seen {
    std::vector<std::string> records;
    NamedCounts dropped;
    std::string error;
    std::size_t items;
  };
  static Seen Read(const std::vector<std::string>& paths, std::uint64_t item_bytes, RecordItemOptions options = {}) {
    options.item_bytes = options.compressed_item_bytes = item_bytes;
    const RecordItems items(paths, kPageFormat, options);
    Seen seen{{}, {}, "", items.item_count()};
    for (std::size_t item = 0; item < items.item_count(); ++item) {
      try {
        items.ReadItem(
            item, [&](std::string_view record, const std::string&) { seen.records.emplace_back(record); },
            seen.dropped);
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::kInput);
        seen.error = error.what();
      }
    }
    return seen;
  }

  const test::TemporaryFolder folder_;
};

TEST_F(RecordItemsTest, AreTheSameHoweverTheFileIsCutAndCompressed) {
  const std::vector<std::string> pages = Pages(120);
  const std::string text = FileOf(pages);
  const std::size_t half = text.find("</page>", text.size() / 2) + 3;  // streams need not end at a page
  const std::string many = Bzip2(text.substr(0, half)) + Bzip2("") + Bzip2(text.substr(half), 9);
  for (const std::string& bytes :
       {text, Bzip2(text), Bzip2(text, 9), many, Gzip(text), Gzip(text.substr(0, half)) + Gzip(text.substr(half)),
        Zstd(text), Zstd(text.substr(0, half)) + Zstd(text.substr(half))}) {
    const std::string path = Write(bytes);
    for (const std::uint64_t item_bytes : {1ULL << 30, 100'000ULL, 30'011ULL, 7'001ULL}) {
      const Seen seen = Read({path}, item_bytes);
      EXPECT_EQ(seen.records.size(), pages.size()) << item_bytes;
      EXPECT_TRUE(seen.records == pages) << item_bytes << " of " << bytes.size();
      EXPECT_EQ(seen.error, "");
      EXPECT_THAT(seen.dropped, IsEmpty());
    }
    EXPECT_EQ(RecordItems({path}, kPageFormat).Head(), "<mediawiki><siteinfo>site</siteinfo>\n  ");
  }
  EXPECT_GT(Read({Write(Bzip2(text))}, 30'011).items, 5U);
}

TEST_F(RecordItemsTest, EveryFileHasItsHeadAndAStreamHandsItOver) {
  const std::string text = "<mediawiki>one\n<page>a</page></mediawiki>",
                    other = "<mediawiki>two<page>b</page></mediawiki>";
  const std::string path = Write(text), second = folder_ / "second";
  WriteFileAtomically(second, Bzip2(other));
  const RecordItems items({path, "-", second}, kPageFormat, {.item_bytes = 20});
  EXPECT_EQ(items.Head(), "<mediawiki>one\n");
  EXPECT_EQ(items.Head(1), "");
  EXPECT_EQ(items.Head(2), "<mediawiki>two");
  ASSERT_NE(std::freopen(path.c_str(), "rb", stdin), nullptr);
  NamedCounts dropped;
  std::vector<std::string> seen;
  for (std::size_t item = 0; item < items.item_count(); ++item) {
    const auto take = [&](std::string_view record, const std::string&) { seen.emplace_back(record); };
    items.ReadItem(item, take, dropped, [&](std::string_view head) {
      EXPECT_EQ(items.ItemFile(item), 1U);
      seen.emplace_back(head);
    });
  }
  EXPECT_THAT(seen, ElementsAre("<page>a</page>", "<mediawiki>one\n", "<page>a</page>", "<page>b</page>"));
}

// What goes wrong with a record is not taken for a cut.
TEST_F(RecordItemsTest, ToleranceIsForTheFileAlone) {
  const RecordItems items({Write(FileOf({"<page></page>"}))}, kPageFormat, {.tolerate_truncation = true});
  NamedCounts dropped;
  const auto refuse = [](std::string_view, const std::string&) { throw Fail(ErrorCode::kInput, "no"); };
  EXPECT_THROW(items.ReadItem(0, refuse, dropped), Error);
  EXPECT_THAT(dropped, IsEmpty());
}

TEST_F(RecordItemsTest, AHeadIsToleratedAsItsFileIs) {
  for (const std::string& cut :
       {Bzip2(FileOf({})).substr(0, 20), Gzip(FileOf({})).substr(0, 20), std::string("BZhello")}) {
    EXPECT_THROW(RecordItems({Write(cut)}, kPageFormat).Head(), Error);
    EXPECT_EQ(RecordItems({Write(cut)}, kPageFormat, {.tolerate_truncation = true}).Head().find("<page"),
              std::string::npos);
  }
  const RecordItemOptions tolerant{.tolerate_truncation = true};
  EXPECT_THROW(RecordItems({Write("\xFF\xFE<page>")}, kPageFormat, tolerant).Head(), Error);
}

TEST_F(RecordItemsTest, EveryCutOfASmallFileGivesTheSame) {
  const std::vector<std::string> pages = {"<page></page>", "<page>a\r\nb</page>", std::string("<page>\0</page>", 14)};
  const std::string path = Write(FileOf(pages));
  for (std::uint64_t item_bytes = 1; item_bytes < 120; ++item_bytes) {
    const Seen seen = Read({path, path}, item_bytes);
    EXPECT_EQ(seen.records.size(), 6U) << item_bytes;
    EXPECT_EQ(seen.error, "") << item_bytes;
  }
}

TEST_F(RecordItemsTest, WhatIsBeforeACutIsKeptAndTheCutIsTold) {
  const std::vector<std::string> pages = Pages(60);
  const std::string text = FileOf(pages);
  for (const std::string& whole : {text, Bzip2(text), Gzip(text), Zstd(text)}) {
    for (int part = 1; part < 40; ++part) {
      const std::size_t cut = whole.size() * static_cast<std::size_t>(part) / 40;
      const std::string path = Write(whole.substr(0, cut));
      const Seen seen = Read({path}, 50'000);
      EXPECT_THAT(seen.error, HasSubstr("cut off")) << part;
      ASSERT_LE(seen.records.size(), pages.size());
      // All but the record that is cut; a block of 100 kB may be missing of a .bz2, what is held back of a .gz or .zst.
      if (whole == text) {
        std::size_t closed = 0;
        for (const std::string& page : pages) closed += whole.find(page) + page.size() <= cut ? 1 : 0;
        EXPECT_EQ(seen.records.size(), closed) << part;
      } else if (part == 39) {
        EXPECT_GT(seen.records.size(), pages.size() / 5);
      }
      EXPECT_TRUE(std::equal(seen.records.begin(), seen.records.end(), pages.begin())) << part;
      const Seen tolerated = Read({path}, 50'000, {.tolerate_truncation = true});
      EXPECT_TRUE(tolerated.records == seen.records);
      EXPECT_EQ(tolerated.error, "");
      EXPECT_EQ(tolerated.dropped.at(0).first, "cut off or damaged");
    }
  }
}

TEST_F(RecordItemsTest, AFlippedBitIsFound) {
  const std::vector<std::string> pages = Pages(60);
  const std::string text = FileOf(pages);
  for (const std::string& whole : {Bzip2(text), Gzip(text)}) {
    for (std::size_t part = 1; part < 30; ++part) {
      std::string bad = whole;
      const std::size_t at = bad.size() * part / 30;
      bad[at] = static_cast<char>(bad[at] ^ 4);
      EXPECT_THAT(Read({Write(bad)}, 50'000).error, HasSubstr("damaged")) << at;
    }
  }
}

TEST_F(RecordItemsTest, ElementsAreToldByTheirWholeName) {
  const std::string text =
      "<ArticleSet><Article id=\"1\"><ArticleTitle>t</ArticleTitle></Article>\n<Book>b</Book><Articles/>"
      "<Article>2</Article></ArticleSet>\n";
  const std::string path = Write(text);
  for (std::uint64_t item_bytes = 1; item_bytes < text.size() + 2; ++item_bytes) {
    std::vector<std::string> records;
    NamedCounts dropped;
    const RecordItems items({path}, {{"Article", "Book"}, "</ArticleSet>"}, {.item_bytes = item_bytes});
    for (std::size_t item = 0; item < items.item_count(); ++item) {
      items.ReadItem(
          item, [&](std::string_view record, const std::string&) { records.emplace_back(record); }, dropped);
    }
    EXPECT_THAT(records, ElementsAre("<Article id=\"1\"><ArticleTitle>t</ArticleTitle></Article>", "<Book>b</Book>",
                                     "<Article>2</Article>"))
        << item_bytes;
  }
}

TEST_F(RecordItemsTest, RecordsThatDoNotEndOrAreTooLargeAreCounted) {
  const std::string large = fmt::format("<page>{}</page>", std::string(5000, 'x'));
  const std::string path = Write(FileOf({"<page>a</page>", "<page>lost", "<page>b</page>", large, "<page>c</page>"}));
  const Seen seen = Read({path}, 1 << 20, {.max_record_bytes = 1000});
  EXPECT_THAT(seen.records, ElementsAre("<page>a</page>", "<page>b</page>", "<page>c</page>"));
  EXPECT_THAT(seen.dropped,
              testing::UnorderedElementsAre(testing::Pair("not closed", 1), testing::Pair("too large", 1)));
}

TEST_F(RecordItemsTest, BadInputsAreNamed) {
  const auto refusal = [](const std::string& path) {
    try {
      RecordItems items({path}, kPageFormat);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("taken");
  };
  EXPECT_THAT(refusal(Write("")), HasSubstr("is empty"));
  EXPECT_THAT(refusal(folder_.path()), HasSubstr("is a folder"));
  EXPECT_THAT(refusal(folder_ / "absent"), HasSubstr("cannot be opened"));
  EXPECT_THAT(Read({Write("BZhello")}, 100).error, HasSubstr("no bzip2 stream begins here"));
  EXPECT_THAT(Read({Write("\x1f\x8bhello")}, 100).error, HasSubstr("gzip file is cut off or damaged"));
  EXPECT_THAT(Read({Write(Gzip(FileOf({})) + "garbage")}, 100).error, HasSubstr("damaged"));
}

// A magic in the middle of a block is no block's begin.
TEST(Bzip2Blocks, AChanceMagicIsPassedOver) {
  const test::TemporaryFolder folder;
  std::mt19937 draw(3);
  std::string text;
  for (int i = 0; i < 300'000; ++i) text.push_back(static_cast<char>(draw() & 0xFF));
  const std::string good = Bzip2(text);
  const MappedFile file((WriteFileAtomically(folder / "a", good), folder / "a"));
  const Bzip2Blocks blocks(file);
  std::string read, first;
  std::vector<std::uint64_t> begins;
  for (std::uint64_t at = blocks.First(); at != Bzip2Blocks::kEnd;) {
    begins.push_back(at);
    at = blocks.Read(at, read);
  }
  EXPECT_EQ(read, text);
  ASSERT_GE(begins.size(), 3U);
  // Between two blocks, bits of the first one are overwritten by a magic: no candidate before the second is taken.
  std::string planted = good;
  const std::string magic = "\x31\x41\x59\x26\x53\x59";
  planted.replace(begins[0] / 8 + 5000, magic.size(), magic);
  const MappedFile bad((WriteFileAtomically(folder / "b", planted), folder / "b"));
  const auto found = Bzip2Blocks(bad).FindIn(begins[0] + 8, begins[2], first);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->begin, begins[1]);
  EXPECT_EQ(found->next, begins[2]);
  EXPECT_THROW(Bzip2Blocks(bad).Read(begins[0], first), Error);
}

}  // namespace
}  // namespace linkbert
