#include "base/philox.h"

#include <gtest/gtest.h>

namespace linkbert {
namespace {

// The known answers that the generator's authors publish for philox4x32 with 10 rounds (Random123, kat_vectors):
// counter, key, result.
TEST(Philox, GivesThePublishedAnswers) {
  constexpr std::uint32_t kOnes = 0xFFFFFFFF;
  EXPECT_EQ(Philox4x32(0, {0, 0, 0, 0}), (PhiloxWords{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(Philox4x32(0xFFFFFFFFFFFFFFFF, {kOnes, kOnes, kOnes, kOnes}),
            (PhiloxWords{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  // Digits of pi; the key's first word is its lower half.
  EXPECT_EQ(Philox4x32(0x299f31d0a4093822, {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}),
            (PhiloxWords{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

// What the counter's words are: index, stream, draw.
TEST(Philox, ADrawIsAFunctionOfSeedStreamIndexAndNumber) {
  const RandomSequence draws(7, RandomStream::kMasking, 0x123456789);
  const auto stream = static_cast<std::uint32_t>(RandomStream::kMasking);
  EXPECT_EQ(draws.Words(5), Philox4x32(7, {0x23456789, 0x1, stream, 5}));
  EXPECT_EQ(draws.Bits(5), (std::uint64_t{draws.Words(5)[1]} << 32) | draws.Words(5)[0]);
  EXPECT_LT(draws.Below(5, 10), 10U);
  EXPECT_NE(draws.Words(5), draws.Words(6));
}

}  // namespace
}  // namespace linkbert
