// Blocks of bytes find what one byte after the other finds, wherever it lies in a block and whatever the text's size.
#include "data/documents/byte_scan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>

#include "data/documents/find_text.h"

namespace linkbert {
namespace {

// Nothing lies behind it, so that AddressSanitizer sees what is read there.
struct ExactText {
  explicit ExactText(const std::string& text) : bytes(new char[text.size()]), view(bytes.get(), text.size()) {
    std::ranges::copy(text, bytes.get());
  }
  std::unique_ptr<char[]> bytes;
  std::string_view view;
};

TEST(ByteScan, FindsTheFirstOfAFewBytes) {
  for (std::size_t size = 0; size < 50; ++size) {
    for (std::size_t at = 0; at <= size; ++at) {
      std::string text(size, 'x');
      if (at < size) text[at] = '\xFF';
      if (at + 3 < size) text[at + 3] = '<';
      const ExactText exact(text);
      for (std::size_t from = 0; from <= size; ++from) {
        const std::size_t found = (FindAnyOf<'<', '\xFF'>(exact.view, from));
        EXPECT_EQ(found, std::min(text.find_first_of("<\xFF", from), size)) << size << " " << at << " " << from;
        EXPECT_EQ((FindAnyOf<'<', '\xFF'>(exact.view, from, std::min(size, from + 5))),
                  std::min({found, size, from + 5}));
      }
    }
  }
}

TEST(ByteScan, SeesTheNextByteToo) {
  const auto is_end = [](ByteBlock block, ByteBlock next) { return (block == ' ') & (next == '('); };
  for (std::size_t before = 0; before < 40; ++before) {
    const std::string text = std::string(before, ' ') + " ( (";
    EXPECT_EQ(FindByteIf(text, 0, text.size(), is_end), before);
    EXPECT_EQ(FindByteIf(text, 0, before, is_end), before);
  }
}

TEST(ByteScan, SkipsAFewBytes) {
  EXPECT_EQ((SkipAnyOf<'*', '#'>("a**#b", 1)), 4U);
  EXPECT_EQ((SkipAnyOf<'*', '#'>("**", 0)), 2U);
  EXPECT_EQ((SkipAnyOf<'*', '#'>("", 0)), 0U);
}

TEST(ByteScan, FindTextIsFind) {
  for (const std::string wanted : {"<", "</", "<ab", "<aaaaaaaaaaaaaaaaaaaaaaaaaaab"}) {
    for (std::size_t size = 0; size < 80; ++size) {
      std::string text;
      while (text.size() < size) text += text.size() % 7 == 0 ? "</" : text.size() % 5 == 0 ? "<ab" : "<aaab";
      if (size % 3 == 0) text.insert(text.size() / 2, wanted);
      const ExactText exact(text);
      for (std::size_t from = 0; from <= text.size() + 1; ++from) {
        EXPECT_EQ(FindText(exact.view, wanted, from), text.find(wanted, from)) << text << " " << wanted << " " << from;
      }
    }
  }
}

}  // namespace
}  // namespace linkbert
