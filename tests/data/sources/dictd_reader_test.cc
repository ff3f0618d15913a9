// DictdReader: text, links and names of small dictionaries, and the error of each kind of damage.
#include "data/sources/dictd_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "base/philox.h"
#include "tests/support/prepare_support.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using test::ErrorOf;
using test::TemporaryFolder;
using test::WriteDictd;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<Document> ReadAll(const DocumentReader& reader, NamedCounts* dropped = nullptr) {
  std::vector<Document> documents;
  NamedCounts counts;
  for (std::size_t i = 0; i < reader.item_count(); ++i) {
    reader.ReadItem(
        i, [&](Document&& document) { documents.push_back(std::move(document)); }, counts);
  }
  if (dropped != nullptr) *dropped = counts;
  return documents;
}

Document ReadOne(const std::vector<std::string>& headwords, const std::string& entry, DictdOptions options = {}) {
  const TemporaryFolder folder;
  return ReadAll(DictdReader(WriteDictd(folder / "d", {{headwords, entry}}), options)).at(0);
}

std::vector<std::string> Anchors(const Document& document) {
  std::vector<std::string> anchors;
  for (const DocumentLink& link : document.links) {
    anchors.push_back(document.text.substr(link.begin, link.end - link.begin) + " -> " + link.target);
  }
  return anchors;
}

TEST(DictdReader, JoinsWrappedLinesAndKeepsParagraphs) {
  const Document document =
      ReadOne({"bell", "beep"}, "Bell\nbeep\n\n   <character> A sound\n   made by\ta terminal.\n\n   (1997)\n\n");
  EXPECT_EQ(document.text, "Bell, beep\n\n<character> A sound made by a terminal.\n\n(1997)");
  EXPECT_EQ(document.title, "Bell");
  EXPECT_EQ(document.subject, "character");
  EXPECT_THAT(document.names, ElementsAre("bell", "beep"));
}

TEST(DictdReader, ReferencesBecomeLinksAtTheirPlace) {
  const Document document = ReadOne({"x"}, "x\n\n   See {index\n   register}s, {A\xC3\xA9}.\n\n   {b}\n");
  EXPECT_EQ(document.text, "x\n\nSee index registers, A\u00E9.\n\nb");
  EXPECT_THAT(Anchors(document), ElementsAre("index register -> index register", "A\u00E9 -> A\u00E9", "b -> b"));
}

TEST(DictdReader, AReferenceOverAnEmptyLineStaysInItsParagraph) {
  EXPECT_THAT(Anchors(ReadOne({"x"}, "x\n\n   {Home\n   \n(http://a.b/)}\n")),
              ElementsAre("Home (http://a.b/) -> Home (http://a.b/)"));
}

TEST(DictdReader, BracesOfCodeAndUnbalancedOnesStay) {
  const Document document = ReadOne({"x"}, "x\n\n   if (a) { b } {} } {c {d}\n");
  EXPECT_EQ(document.text, "x\n\nif (a) { b } {} } {c d");
  EXPECT_THAT(Anchors(document), ElementsAre("d -> d"));
}

TEST(DictdReader, DropsTheSubjectTagOnRequest) {
  const std::string entry = "x\n\n   <web, Java> Text <tag> {y}.\n";
  const Document document = ReadOne({"x"}, entry, {.drop_subject_tags = true});
  EXPECT_EQ(document.text, "x\n\nText <tag> y.");
  EXPECT_EQ(document.subject, "web, Java");
  EXPECT_THAT(Anchors(document), ElementsAre("y -> y"));
}

TEST(DictdReader, DropsTheTagOfEverySense) {
  const std::string entry =
      "z\n\n   1. /zed/ (Z) <language> (Z) <web> One\n   <kept>.\n\n   2. <web,\n   tool> Two <kept>.\n\n   <a@b.c> "
      "(1999)\n\n   "
      "3.5 "
      "<kept>\n";
  const Document document = ReadOne({"z"}, entry, {.drop_subject_tags = true});
  EXPECT_EQ(document.text, "z\n\n1. /zed/ (Z) (Z) One <kept>.\n\n2. Two <kept>.\n\n<a@b.c> (1999)\n\n3.5 <kept>");
  EXPECT_EQ(document.subject, "language");
}

TEST(DictdReader, AHeadwordMayTakeSeveralLines) {
  const Document document = ReadOne({"a very long headword", "avlh"}, "A very long\nheadword\nAVLH\n\n   Text.\n");
  EXPECT_EQ(document.title, "A very long headword");
  EXPECT_EQ(document.text, "A very long headword, AVLH\n\nText.");
}

TEST(DictdReader, AnEntryWithoutItsHeadwordKeepsItsText) {
  const Document document = ReadOne({"word"}, "  n 1: a {unit}\n");
  EXPECT_EQ(document.title, "word");
  EXPECT_EQ(document.text, "n 1: a unit");
}

TEST(DictdReader, BytesThatAreNoUtf8AreReplacedAndSaid) {
  const Document document = ReadOne({"x"}, "x\n\n   caf\xE9 {y}\n");
  EXPECT_TRUE(document.repaired);
  EXPECT_EQ(document.text, "x\n\ncaf\uFFFD y");
  EXPECT_THAT(Anchors(document), ElementsAre("y -> y"));
}

TEST(DictdReader, TellsEntriesOfOneTitleApartAndDropsMeta) {
  const TemporaryFolder folder;
  WriteDictd(folder / "d", {{{"00-database-info"}, "info"}, {{"ad"}, "AD\n\n one"}, {{"ad"}, "AD\n\n two"}});
  NamedCounts dropped;
  const std::vector<Document> documents = ReadAll(DictdReader(folder / "d", {}), &dropped);
  ASSERT_EQ(documents.size(), 2U);
  EXPECT_EQ(documents[0].id, "AD");
  EXPECT_EQ(documents[1].id, "AD#2");
  EXPECT_THAT(dropped, ElementsAre(std::pair<std::string, std::uint64_t>("meta", 1)));
}

TEST(DictdReader, ReadsACompressedDictionary) {
  const TemporaryFolder folder;
  const std::string base = WriteDictd(folder / "d", {{{"x"}, "x\n\n text\n"}});
  const std::string text = ReadFile(base + ".dict");
  gzFile file = gzopen((base + ".dict.dz").c_str(), "wb");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
  std::filesystem::remove(base + ".dict");
  EXPECT_EQ(ReadAll(DictdReader(base, {})).at(0).text, "x\n\ntext");
  std::filesystem::resize_file(base + ".dict.dz", std::filesystem::file_size(base + ".dict.dz") - 9);
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { DictdReader(base, {}); }), HasSubstr(".dict.dz"));
}

TEST(DictdReader, ADictionaryThatBecomesTooLargeIsRefused) {
  const TemporaryFolder folder;
  const std::string base = WriteDictd(folder / "d", {{{"x"}, "x\n\n text\n"}});
  std::filesystem::remove(base + ".dict");
  gzFile file = gzopen((base + ".dict.dz").c_str(), "wb1");
  const std::string megabyte(1 << 20, 'a');
  for (int i = 0; i < 70; ++i) gzwrite(file, megabyte.data(), static_cast<unsigned>(megabyte.size()));
  gzclose(file);
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { DictdReader(base, {}); }),
              testing::AllOf(HasSubstr(".dict.dz"), HasSubstr("more than 64 MiB when decompressed")));
}

// Random entries of braces, tags and white space: text and links always fit, and no reference is lost or invented.
TEST(DictdReader, AnyTextIsRead) {
  const std::string alphabet = "{}<> \n\tab.";
  for (std::uint64_t sample = 0; sample < 60; ++sample) {
    const RandomSequence random(1, RandomStream::kVocabulary, sample);
    std::string entry = "x\n\n";
    for (std::uint32_t i = 0; i < 60; ++i) entry += alphabet[random.Below(i, alphabet.size())];
    std::size_t references = 0;
    for (std::size_t open = entry.find('{'); open != std::string::npos; open = entry.find('{', open + 1)) {
      const std::size_t close = entry.find_first_of("{}", open + 1);
      const std::string inside =
          close == std::string::npos ? " " : entry.substr(open + 1, close - open - 1) + entry[close];
      references += inside.back() == '}' && inside != "}" && inside.find_first_of(" \n\t") != 0;
    }
    const Document document = ReadOne({"x"}, entry);
    EXPECT_EQ(document.links.size(), references) << entry;
    for (const std::string& anchor : Anchors(document)) {
      EXPECT_EQ(anchor.substr(0, anchor.find(" -> ")), anchor.substr(anchor.find(" -> ") + 4)) << entry;
    }
  }
}

TEST(DictdReader, NamesWhatIsWrongWithTheFiles) {
  const TemporaryFolder folder;
  const auto error = [&] { return ErrorOf(ErrorCode::kInput, [&] { DictdReader(folder / "d", {}); }); };
  EXPECT_THAT(error(), HasSubstr(".dict.dz"));
  WriteFileAtomically(folder / "d.dict", "text");
  EXPECT_THAT(error(), HasSubstr("d.index"));
  WriteFileAtomically(folder / "d.index", "a\tA\tB\nb\tA\n");
  EXPECT_THAT(error(), HasSubstr("d.index:2"));
  WriteFileAtomically(folder / "d.index", "a\tA\t*\n");
  EXPECT_THAT(error(), HasSubstr("d.index:1"));
  WriteFileAtomically(folder / "d.index", "a\tB\tE\n");
  EXPECT_THAT(error(), AllOf(HasSubstr("ends at byte 5"), HasSubstr("has 4")));
}

}  // namespace
}  // namespace linkbert
