#include "core/weight_files/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/philox.h"
#include "core/weight_files/safetensors_writer.h"
#include "tests/support/reference_python.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using test::HasReferencePython;
using test::ReferencePythonPath;
using test::RunReferencePython;
using test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;

// A file's bytes: the length of `header`, the header, `data` zero bytes.
std::string FileOf(const std::string& header, std::size_t data) {
  const std::uint64_t length = header.size();
  return std::string(reinterpret_cast<const char*>(&length), 8) + header + std::string(data, '\0');
}

SafetensorsContent Parse(const std::string& bytes) {
  return ParseSafetensors({reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()}, "model.safetensors");
}

// The message with which `bytes` are refused; "accepted" if they are not.
std::string Refusal(const std::string& bytes) {
  try {
    Parse(bytes);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInput);
    EXPECT_THAT(error.what(), HasSubstr("model.safetensors"));
    return error.what();
  }
  return "accepted";
}

std::string Entry(const std::string& name, const std::string& dtype, const std::string& shape, const std::string& at) {
  return fmt::format(R"("{}":{{"dtype":"{}","shape":{},"data_offsets":{}}})", name, dtype, shape, at);
}

std::string Braces(const std::string& entries) { return fmt::format("{{{}}}", entries); }

// Two tensors of 8 and 4 bytes.
std::string Good() {
  return FileOf(Braces(Entry("a", "F32", "[2]", "[0,8]") + "," + Entry("b", "F32", "[1,1]", "[8,12]")), 12);
}

TEST(Safetensors, ReadsTensorsInTheOrderOfTheirBytes) {
  const std::string file = FileOf(Braces(Entry("z", "F32", "[]", "[0,4]") + "," + Entry("a", "I64", "[2]", "[4,20]") +
                                         R"(,"__metadata__":{"format":"pt"})"),
                                  20);
  const SafetensorsContent content = Parse(file);
  ASSERT_EQ(content.tensors.size(), 2u);
  EXPECT_EQ(content.tensors[0].name, "z");
  EXPECT_EQ(content.tensors[0].elements(), 1);
  EXPECT_EQ(content.tensors[1].dtype, "I64");
  EXPECT_THAT(content.tensors[1].shape, ElementsAre(2));
  EXPECT_EQ(content.tensors[1].data.size(), 16u);
  EXPECT_EQ(content.metadata.at("format"), "pt");
}

TEST(Safetensors, AcceptsEmptyTensorsAndPaddedHeaders) {
  EXPECT_EQ(Parse(FileOf("{}    ", 0)).tensors.size(), 0u);
  EXPECT_EQ(Parse(FileOf(Braces(Entry("a", "F32", "[0,5]", "[0,0]")), 0)).tensors.size(), 1u);
}

TEST(Safetensors, RefusesEveryTruncation) {
  const std::string good = Good();
  ASSERT_EQ(Refusal(good), "accepted");
  for (std::size_t size = 0; size < good.size(); ++size) EXPECT_NE(Refusal(good.substr(0, size)), "accepted") << size;
  EXPECT_NE(Refusal(good + "x"), "accepted");
}

TEST(Safetensors, RefusesHolesOverlapsAndUncoveredBytes) {
  const std::string a = Entry("a", "F32", "[2]", "[0,8]") + ",";
  EXPECT_THAT(Refusal(FileOf(Braces(a + Entry("b", "F32", "[1]", "[12,16]")), 16)), HasSubstr("\"b\" is at [12, 16)"));
  EXPECT_THAT(Refusal(FileOf(Braces(a + Entry("b", "F32", "[1]", "[4,8]")), 8)), HasSubstr("\"b\" is at [4, 8)"));
  EXPECT_THAT(Refusal(FileOf(Braces(a + Entry("b", "F32", "[2]", "[0,8]")), 8)), HasSubstr("wanted a begin of 8"));
  EXPECT_THAT(Refusal(FileOf(Braces(a + Entry("b", "F32", "[1]", "[8,4]")), 8)), HasSubstr("\"b\" is at [8, 4)"));
  EXPECT_THAT(Refusal(FileOf(Braces(Entry("a", "F32", "[1]", "[0,4]")), 5)), HasSubstr("end at 4, the data at 5"));
  EXPECT_THAT(Refusal(FileOf(Braces(Entry("a", "F32", "[1]", "[4,8]")), 8)), HasSubstr("wanted a begin of 0"));
}

TEST(Safetensors, RefusesHeadersThatAreTooLongOrNotThere) {
  std::string huge = Good();
  for (const std::uint64_t length : {std::uint64_t{100'000'001}, std::numeric_limits<std::uint64_t>::max()}) {
    std::memcpy(huge.data(), &length, 8);
    EXPECT_THAT(Refusal(huge), HasSubstr("at most 100000000"));
  }
  const std::uint64_t beyond = huge.size() - 7;
  std::memcpy(huge.data(), &beyond, 8);
  EXPECT_THAT(Refusal(huge), HasSubstr("in a file of"));
  EXPECT_THAT(Refusal(FileOf("", 0)), HasSubstr("'{'"));
  EXPECT_THAT(Refusal(FileOf(" {}", 0)), HasSubstr("'{'"));
}

TEST(Safetensors, RefusesWhatIsNotJson) {
  EXPECT_THAT(Refusal(FileOf("{\"a\"", 0)), HasSubstr("not JSON"));
  EXPECT_THAT(Refusal(FileOf("{} x", 0)), HasSubstr("not JSON"));
  EXPECT_THAT(Refusal(FileOf(std::string("{}\0{}", 5), 0)), HasSubstr("NUL"));
  EXPECT_THAT(Refusal(FileOf(Braces(Entry("\xff\xfe", "F32", "[]", "[0,4]")), 4)), HasSubstr("not JSON"));
  EXPECT_THAT(Refusal(FileOf(std::string("{\"a\":").append(100'000, '['), 0)), HasSubstr("nested too deeply"));
  EXPECT_THAT(Refusal(FileOf(std::string("{\"a\":").append(100'000, '{'), 0)), HasSubstr("not JSON"));
}

TEST(Safetensors, RefusesDuplicateKeysAtAnyDepth) {
  const std::string a = Entry("a", "F32", "[1]", "[0,4]");
  EXPECT_THAT(Refusal(FileOf(Braces(a + "," + a), 4)), HasSubstr("\"a\" twice"));
  EXPECT_THAT(Refusal(FileOf(R"({"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 4)),
              HasSubstr("\"dtype\" twice"));
  EXPECT_THAT(Refusal(FileOf(R"({"__metadata__":{"x":"1","x":"2"}})", 0)), HasSubstr("\"x\" twice"));
}

TEST(Safetensors, RefusesSizesThatDoNotFitTheShape) {
  EXPECT_THAT(Refusal(FileOf(Braces(Entry("a", "F32", "[2]", "[0,4]")), 4)), HasSubstr("want 8"));
  EXPECT_THAT(Refusal(FileOf(Braces(Entry("a", "F33", "[1]", "[0,4]")), 4)), HasSubstr("\"F33\""));
  EXPECT_THAT(Refusal(FileOf(Braces(Entry("a", "F4", "[1]", "[0,1]")), 1)), HasSubstr("whole byte"));
  EXPECT_THAT(Refusal(FileOf(Braces(Entry("a", "F32", "[4294967296,4294967296]", "[0,0]")), 0)),
              HasSubstr("overflows"));
  EXPECT_THAT(Refusal(FileOf(Braces(Entry("a", "F32", "[9223372036854775807,2]", "[0,0]")), 0)),
              HasSubstr("overflows"));
  EXPECT_THAT(Refusal(FileOf(Braces(Entry("a", "U8", "[18446744073709551615]", "[0,1]")), 1)), HasSubstr("2^63"));
}

TEST(Safetensors, RefusesNumbersThatAreNotWhole) {
  for (const char* shape : {"[1.0]", "[-1]", "[\"1\"]", "[99999999999999999999]", "1", "null", "[[1]]"}) {
    EXPECT_THAT(Refusal(FileOf(Braces(Entry("a", "F32", shape, "[0,4]")), 4)), HasSubstr("shape")) << shape;
  }
  for (const char* at : {"[0]", "[0,4,4]", "[0,-4]", "[0,4.0]", "{}"}) {
    EXPECT_THAT(Refusal(FileOf(Braces(Entry("a", "F32", "[1]", at)), 4)), HasSubstr("data_offsets")) << at;
  }
  EXPECT_THAT(Refusal(FileOf(R"({"a":[]})", 0)), HasSubstr("not an object"));
  EXPECT_THAT(Refusal(FileOf(R"({"__metadata__":{"x":1}})", 0)), HasSubstr("\"x\""));
}

// No flipped bit of the header may crash the reader or make it look outside the file.
TEST(Safetensors, FlippedHeaderBitsAreRefusedOrStayInsideTheFile) {
  const std::string good = Good();
  int refused = 0;
  for (std::size_t at = 0; at < good.size() - 12; ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bad = good;
      bad[at] = static_cast<char>(bad[at] ^ (1 << bit));
      try {
        for (const StoredTensor& tensor : Parse(bad).tensors) {
          ASSERT_GE(reinterpret_cast<const char*>(tensor.data.data()), bad.data());
          ASSERT_LE(reinterpret_cast<const char*>(tensor.data.data()) + tensor.data.size(), bad.data() + bad.size());
        }
      } catch (const Error& error) {
        ASSERT_EQ(error.code(), ErrorCode::kInput);
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, 500);  // what is left changes a name or swaps F32 for a type of the same size
}

TEST(Safetensors, WrittenFilesReadBackTheSame) {
  const TemporaryFolder folder;
  const std::vector<float> a = {1.5f, -0.0f, std::numeric_limits<float>::infinity()};
  const std::vector<float> b = {42.0f};
  WriteSafetensors(folder / "m.safetensors", {{"weird \"name\"\n", {3, 1}}, {"b", {}}}, {a, b});
  const SafetensorsFile file(folder / "m.safetensors");
  ASSERT_EQ(file.tensors().size(), 2u);
  std::vector<float> read(3);
  file.ReadFloats(*file.Find("weird \"name\"\n"), read);
  EXPECT_EQ(std::memcmp(read.data(), a.data(), 12), 0);
  EXPECT_EQ(file.Find("nothing"), nullptr);
  EXPECT_EQ(file.metadata().at("format"), "pt");
}

TEST(Safetensors, LayoutAlignsDataAndDependsOnNothingElse) {
  for (std::size_t length = 1; length < 20; ++length) {
    const SafetensorsLayout layout({{std::string(length, 'n'), {3}}, {"b", {2, 2}}});
    EXPECT_EQ(layout.header().size() % 8, 0u);
    EXPECT_EQ(layout.Offset(0), layout.header().size());
    EXPECT_EQ(layout.Offset(1), layout.Offset(0) + 12);
    EXPECT_EQ(layout.file_bytes(), layout.Offset(1) + 16);
  }
}

TEST(Safetensors, ConvertsOtherFloatTypes) {
  const TemporaryFolder folder;
  std::string bytes =
      FileOf(Braces(Entry("h", "F16", "[4]", "[0,8]") + "," + Entry("b", "BF16", "[1]", "[8,10]") + "," +
                    Entry("i", "I32", "[1]", "[10,14]") + "," + Entry("d", "F64", "[1]", "[14,22]")),
             0);
  const std::uint16_t halves[] = {0x3C00, 0x8001, 0xFC00, 0x7BFF};
  const double quarter = 0.25;
  bytes.append(reinterpret_cast<const char*>(halves), 8).append("\x20\xC1").append(4, '\0');
  bytes.append(reinterpret_cast<const char*>(&quarter), 8);
  WriteFileAtomically(folder / "m.safetensors", bytes);
  const SafetensorsFile file(folder / "m.safetensors");
  std::vector<float> h(4), one(1);
  file.ReadFloats(*file.Find("h"), h);
  EXPECT_THAT(h, ElementsAre(1.0f, -0x1p-24f, -INFINITY, 65504.0f));
  file.ReadFloats(*file.Find("b"), one);
  EXPECT_EQ(one[0], -10.0f);
  file.ReadFloats(*file.Find("d"), one);
  EXPECT_EQ(one[0], 0.25f);
  EXPECT_THROW(file.ReadFloats(*file.Find("i"), one), Error);
}

TEST(Safetensors, MissingFilesAndFoldersAreNamed) {
  const TemporaryFolder folder;
  EXPECT_THROW(SafetensorsFile(folder / "none.safetensors"), Error);
  EXPECT_THROW(SafetensorsFile(folder.path()), Error);
  WriteFileAtomically(folder / "empty.safetensors", "");
  EXPECT_THROW(SafetensorsFile(folder / "empty.safetensors"), Error);
}

TEST(SafetensorsReference, TheReferenceReadsOurFileAndWeReadItsFile) {
  // The safetensors package is not part of the product; launch/setup.sh --tests installs it.
  if (!HasReferencePython()) GTEST_SKIP() << "not run: needs " << ReferencePythonPath();
  const TemporaryFolder folder;
  std::vector<float> values(24);
  for (std::size_t i = 0; i < 24; ++i)
    values[i] = static_cast<float>(Philox4x32(1, {static_cast<std::uint32_t>(i), 0, 0, 0})[0]);
  WriteSafetensors(folder / "ours.safetensors", {{"w", {2, 3, 4}}, {"empty", {0}}, {"s", {}}},
                   {values, {}, std::span<const float>(values).first(1)});
  EXPECT_EQ(RunReferencePython(folder.path(), R"(
import numpy, safetensors, safetensors.numpy
tensors = safetensors.numpy.load_file("ours.safetensors")
with safetensors.safe_open("ours.safetensors", "numpy") as file: assert file.metadata() == {"format": "pt"}
print({name: tensors[name].shape for name in sorted(tensors)}, tensors["w"].dtype)
tensors["half"] = numpy.ones(3, numpy.float16)
safetensors.numpy.save_file(tensors, "theirs.safetensors")
)"),
            "{'empty': (0,), 's': (), 'w': (2, 3, 4)} float32\nexit 0\n");
  const SafetensorsFile theirs(folder / "theirs.safetensors");
  std::vector<float> read(24);
  theirs.ReadFloats(*theirs.Find("w"), read);
  EXPECT_EQ(read, values);
  EXPECT_EQ(theirs.Find("half")->dtype, "F16");
}

}  // namespace
}  // namespace linkbert
