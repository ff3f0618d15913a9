// Framing, encoding and naming of TensorBoard's event files; tests/integration/tensorboard_test.py has TensorBoard
// itself read them.
#include "core/runs/event_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/atomic_file.h"
#include "base/error.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using test::TemporaryFolder;
using testing::HasSubstr;

TEST(Crc32c, AgreesWithThePublishedCheckValues) {
  EXPECT_EQ(Crc32c("123456789"), 0xE3069283U);
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8A9136AAU);  // RFC 3720, B.4
  EXPECT_EQ(Crc32c(std::string(32, '\xFF')), 0x62A8AB43U);
  EXPECT_EQ(Crc32c(""), 0U);
}

TEST(FrameRecord, IsLengthMaskedChecksumDataMaskedChecksum) {
  const std::string record = FrameRecord("abc");
  ASSERT_EQ(record.size(), 8 + 4 + 3 + 4U);
  EXPECT_EQ(record.substr(0, 8), std::string("\x03\0\0\0\0\0\0\0", 8));
  EXPECT_EQ(record.substr(12, 3), "abc");
  const auto masked = [](std::string_view data) {
    const std::uint32_t crc = Crc32c(data), mask = ((crc >> 15) | (crc << 17)) + 0xA282EAD8U;
    std::string bytes;
    for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<char>(mask >> shift));
    return bytes;
  };
  EXPECT_EQ(record.substr(8, 4), masked(record.substr(0, 8)));
  EXPECT_EQ(record.substr(15), masked("abc"));
}

TEST(EventFile, NothingIsCreatedBeforeTheFirstScalar) {
  const TemporaryFolder folder;
  EventFile file(folder.path(), 0);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(EventFile, HoldsVersionSessionStartAndScalars) {
  const TemporaryFolder folder;
  EventFile file(folder.path(), 100);
  file.Write(110, 2.0, {{"train/loss", 1.5}});
  const std::string time("\x09\0\0\0\0\0\0\0\x40", 9);  // field 1, fixed64: 2.0
  const std::string version = time + std::string("\x10\0", 2) + "\x1a\x0d" + "brain.Event:2";
  const std::string start = time + "\x10\x65" + "\x3a\x02\x08\x01";  // step 101, session_log {status: START}
  const std::string value("\x0a\x0atrain/loss\x15\0\0\xc0\x3f", 17);
  const std::string scalar = time + "\x10\x6e" + "\x2a\x13\x0a\x11" + value;
  EXPECT_EQ(ReadFile(folder / "events.out.tfevents.00001"),
            FrameRecord(version) + FrameRecord(start) + FrameRecord(scalar));
}

TEST(EventFile, EveryStartHasAFileOfItsOwn) {
  const TemporaryFolder folder;
  for (int start = 0; start < 2; ++start) EventFile(folder.path(), 0).Write(1, 0, {{"a", 1}});
  EXPECT_TRUE(std::filesystem::exists(folder / "events.out.tfevents.00001"));
  EXPECT_TRUE(std::filesystem::exists(folder / "events.out.tfevents.00002"));
}

TEST(EventFile, AFolderThatIsGoneIsAnOutputError) {
  const TemporaryFolder folder;
  try {
    EventFile(folder / "gone", 0).Write(1, 0, {{"a", 1}});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kOutput);
    EXPECT_THAT(error.what(), HasSubstr("gone"));
  }
}

TEST(ScalarsOf, FlattensNumbersAndTakesTheValueOfMeasurements) {
  const auto line = nlohmann::ordered_json::parse(
      R"({"step": 3, "time": 9, "loss": 2.5, "text": "x", "list": [1], "none": null,
          "auc": {"value": 0.6, "standard_error": 0.1}, "inner": {"a": 1}})");
  EXPECT_EQ(ScalarsOf("t", line), (Scalars{{"t/loss", 2.5}, {"t/auc", 0.6}, {"t/inner/a", 1}}));
}

}  // namespace
}  // namespace linkbert
