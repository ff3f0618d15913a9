// JsonlReader: documents, offsets in code points, items that cut anywhere, and an error for every wrong field.
#include "data/sources/jsonl_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/compressed.h"
#include "tests/support/prepare_support.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using test::ErrorOf;
using test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;

std::string ErrorOfLine(const std::string& line) {
  return ErrorOf(ErrorCode::kInput, [&] { ParseJsonlDocument(line, "f.jsonl:7"); });
}

TEST(JsonlReader, CountsOffsetsInCodePoints) {
  const Document document = ParseJsonlDocument(
      R"({"id":"1","title":"T","text":"\u00e9\ud83d\ude00 link","links":[{"begin":3,"end":7,"target":"x"},{"begin":1,"end":2,"target":"y"}]})",
      "w");
  ASSERT_EQ(document.links.size(), 2U);
  EXPECT_EQ(document.links[0].target, "y") << "ascending by begin";
  EXPECT_EQ(document.text.substr(document.links[1].begin, document.links[1].end - document.links[1].begin), "link");
  EXPECT_EQ(document.links[0].begin, 2U);
  EXPECT_EQ(document.links[0].end, 6U);
}

TEST(JsonlReader, TakesLinksWithoutAPlaceAndDefaults) {
  const Document document = ParseJsonlDocument(R"({"id":12,"text":"t","links":["a","b"],"url":"ignored"})", "w");
  EXPECT_EQ(document.id, "12");
  EXPECT_EQ(document.title, "12");
  EXPECT_THAT(document.targets, ElementsAre("a", "b"));
}

TEST(JsonlReader, NamesLineFieldSeenAndWanted) {
  const std::string id = R"({"id":"1",)";
  EXPECT_THAT(ErrorOfLine("{\"id\":"), HasSubstr("f.jsonl:7: is no JSON"));
  EXPECT_THAT(ErrorOfLine("[1]"), HasSubstr("no JSON object"));
  EXPECT_THAT(ErrorOfLine(R"({"text":"t"})"), HasSubstr("\"id\" is missing"));
  EXPECT_THAT(ErrorOfLine(R"({"id":1.5,"text":"t"})"), HasSubstr("\"id\" is 1.5"));
  EXPECT_THAT(ErrorOfLine(R"({"id":"","text":"t"})"), HasSubstr("\"id\" is \"\""));
  EXPECT_THAT(ErrorOfLine(id + "\"text\":3}"), HasSubstr("\"text\" is 3, wanted a string"));
  EXPECT_THAT(ErrorOfLine(id + "\"title\":3,\"text\":\"t\"}"), HasSubstr("\"title\" is 3"));
  EXPECT_THAT(ErrorOfLine(id + "\"text\":\"t\",\"links\":{}}"), HasSubstr("\"links\" is {}, wanted a list"));
  EXPECT_THAT(ErrorOfLine(id + "\"text\":\"t\",\"links\":[\"a\",5]}"), HasSubstr("\"links[1]\" is 5"));
}

TEST(JsonlReader, NamesWhatIsWrongWithALink) {
  const auto error = [](const std::string& link) {
    return ErrorOfLine(R"({"id":"1","text":"four","links":[)" + link + "]}");
  };
  EXPECT_THAT(error(R"({"end":2,"target":"x"})"), HasSubstr("\"links[0].begin\" is missing"));
  EXPECT_THAT(error(R"({"begin":-1,"end":2,"target":"x"})"), HasSubstr("\"links[0].begin\" is -1"));
  EXPECT_THAT(error(R"({"begin":2,"end":2,"target":"x"})"), HasSubstr("less than end, 2"));
  EXPECT_THAT(error(R"({"begin":2,"end":5,"target":"x"})"), AllOf(HasSubstr("is 5"), HasSubstr("4 code points")));
  EXPECT_THAT(error(R"({"begin":2,"end":3,"target":1})"), HasSubstr("\"links[0].target\" is 1"));
}

TEST(JsonlReader, AnyByteMayBeWrong) {
  const std::string line =
      R"({"id":"1","title":"\u00e9","text":"four \ud83d\ude00","links":[{"begin":0,"end":4,"target":"x"},"y"]})";
  int refused = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    for (const int bit : {1, 4, 128}) {
      std::string damaged = line;
      damaged[at] = static_cast<char>(damaged[at] ^ bit);
      try {
        const Document document = ParseJsonlDocument(damaged, "w");
        for (const DocumentLink& link : document.links) EXPECT_LE(link.end, document.text.size());
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::kInput) << error.what();
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, 100);
}

std::vector<std::string> Ids(const JsonlReader& reader) {
  std::vector<std::string> ids;
  NamedCounts dropped;
  for (std::size_t i = 0; i < reader.item_count(); ++i) {
    reader.ReadItem(
        i, [&](Document&& document) { ids.push_back(document.id); }, dropped);
  }
  return ids;
}

TEST(JsonlReader, ItemsMayCutAnywhere) {
  const TemporaryFolder folder;
  WriteFileAtomically(folder / "a",
                      "{\"id\":1,\"text\":\"x\"}\n\n{\"id\":2,\"text\":\"yy\"}\r\n{\"id\":3,\"text\":\"\"}");
  WriteFileAtomically(folder / "b", "{\"id\":4,\"text\":\"x\"}\n");
  WriteFileAtomically(folder / "empty", "");
  for (std::uint64_t bytes = 1; bytes < 90; ++bytes) {
    const JsonlReader reader({folder / "a", folder / "empty", folder / "b"}, bytes);
    EXPECT_THAT(Ids(reader), ElementsAre("1", "2", "3", "4")) << bytes;
  }
}

TEST(JsonlReader, CompressedFilesAreReadAsTheyAre) {
  const TemporaryFolder folder;
  const std::string text = "{\"id\":1,\"text\":\"x\"}\n\n{\"id\":2,\"text\":\"y\"}\n";
  WriteFileAtomically(folder / "gz", test::Gzip(text));
  WriteFileAtomically(folder / "bz2", test::Bzip2("{\"id\":3,\"text\":\"x\"}"));
  const JsonlReader reader({folder / "gz", folder / "bz2"}, 10);
  EXPECT_THAT(Ids(reader), ElementsAre("1", "2", "3"));
  WriteFileAtomically(folder / "cut", test::Gzip(text).substr(0, 20));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Ids(JsonlReader({folder / "cut"})); }), HasSubstr("cut off or damaged"));
  WriteFileAtomically(folder / "bad", test::Gzip("{\"id\":1,\"text\":\"x\"}\n{\"id\":2}\n"));
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Ids(JsonlReader({folder / "bad"})); }),
              HasSubstr("bad, byte 20 of the text: field \"text\" is missing"));
}

TEST(JsonlReader, StandardInputIsNamedOnce) {
  EXPECT_THAT(ErrorOf(ErrorCode::kUsage, [] { JsonlReader({"-", "-"}); }), HasSubstr("named twice"));
}

TEST(JsonlReader, CountsLinesFromTheTopOfTheFile) {
  const TemporaryFolder folder;
  WriteFileAtomically(folder / "a", "{\"id\":1,\"text\":\"x\"}\n\n{\"id\":2,\"text\":\"yy\"}\n{\"id\":3}\n");
  const JsonlReader reader({folder / "a"}, 10);
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { Ids(reader); }), HasSubstr("a:4: field \"text\" is missing"));
}

TEST(JsonlReader, AMissingFileIsNamed) {
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [] { JsonlReader({"/nowhere/a.jsonl"}); }), HasSubstr("/nowhere/a.jsonl"));
}

TEST(JsonlReader, AFolderIsNoFile) {
  const TemporaryFolder folder;
  EXPECT_THAT(ErrorOf(ErrorCode::kInput, [&] { JsonlReader({folder.path()}); }),
              HasSubstr("is a folder, wanted a file"));
}

}  // namespace
}  // namespace linkbert
