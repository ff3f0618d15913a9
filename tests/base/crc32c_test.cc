#include "base/crc32c.h"

#include <gtest/gtest.h>

#include <string>

namespace linkbert {
namespace {

// RFC 3720, B.4, and the usual check value.
TEST(Crc32c, IsThatOfTheStandard) {
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8A9136AAu);
  EXPECT_EQ(Crc32c(std::string(32, '\xFF')), 0x62A8AB43u);
  std::string rising(32, '\0'), falling(32, '\0');
  for (int i = 0; i < 32; ++i) {
    rising[static_cast<std::size_t>(i)] = static_cast<char>(i);
    falling[static_cast<std::size_t>(i)] = static_cast<char>(31 - i);
  }
  EXPECT_EQ(Crc32c(rising), 0x46DD794Eu);
  EXPECT_EQ(Crc32c(falling), 0x113FDB5Cu);
  EXPECT_EQ(Crc32c("123456789"), 0xE3069283u);
  EXPECT_EQ(Crc32c(""), 0u);
}

TEST(Crc32c, PiecesContinueEachOther) {
  const std::string text = "a piece of any length at any place";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    const std::uint32_t first = Crc32c(text.data(), cut);
    EXPECT_EQ(Crc32c(text.data() + cut, text.size() - cut, first), Crc32c(text)) << cut;
  }
}

TEST(Crc32c, MaskingTurnsAndAdds) {
  EXPECT_EQ(MaskedCrc32c(0), 0xA282EAD8u);
  EXPECT_EQ(MaskedCrc32c(0x00008000u), 0xA282EAD9u);
  EXPECT_EQ(MaskedCrc32c(1), 0xA282EAD8u + 0x20000u);
}

}  // namespace
}  // namespace linkbert
