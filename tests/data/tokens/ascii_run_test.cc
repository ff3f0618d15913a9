#include "data/tokens/ascii_run.h"

#include <gtest/gtest.h>

#include <string>

#include "data/tokens/character_table.h"

namespace linkbert {
namespace {

TEST(AsciiRun, IsWhatTheCharacterTableSaysOfEveryByteAtEveryPlace) {
  for (const bool lower_case : {true, false}) {
    for (int byte = 0; byte < 256; ++byte) {
      for (std::size_t place = 0; place < AsciiRun::kBytes; ++place) {
        for (const char around : {'q', 'Q', '7', '\xFF'}) {
          std::string text(AsciiRun::kBytes, around);
          text[place] = static_cast<char>(byte);
          std::string wanted;
          for (const char c : text) {
            const auto value = static_cast<unsigned char>(c);
            const CharacterClass character = CharacterTable::Get(BertNormalizer(lower_case))[value];
            if (value >= 0x80 || character.kind != CharacterKind::kWord) break;
            wanted += static_cast<char>(character.target);
          }
          const AsciiRun run = ReadAsciiRun(text.data(), lower_case);
          ASSERT_EQ(run.letters, wanted.size()) << byte << " at " << place;
          EXPECT_EQ(std::string(reinterpret_cast<const char*>(&run.text), run.letters), wanted);
        }
      }
    }
  }
}

}  // namespace
}  // namespace linkbert
