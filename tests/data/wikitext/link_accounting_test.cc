// Every [[link]] of a page has exactly one fate: of pages drawn at random, whose links are known, and of real ones,
// whose links are counted by a simple search.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>

#include "data/documents/record_items.h"
#include "data/wikitext/wiki_page.h"
#include "data/wikitext/wikitext.h"
#include "tests/support/shown_wikitext.h"

namespace linkbert {
namespace {

// But those that templates make.
std::uint64_t Found(const WikiText& converted) {
  std::uint64_t found = converted.links.size();
  for (const auto& [reason, count] : converted.other_links) found += count;
  return found - converted.template_links;
}

// Draws wikitext and counts the links in it.
class RandomPage {
 public:
  explicit RandomPage(std::uint64_t seed) : random_(seed) {}

  std::string Blocks(int depth) {
    std::string text;
    for (std::uint64_t i = 0, count = Below(5); i < count; ++i) text += Block(depth);
    return text;
  }
  std::uint64_t links() const { return links_; }

 private:
  std::uint64_t Below(std::uint64_t end) { return std::uniform_int_distribution<std::uint64_t>(0, end - 1)(random_); }

  std::string Block(int depth) {
    switch (Below(depth > 0 ? 14 : 6)) {
      case 0:
        return "\n== " + Inline(depth) + " ==\n";
      case 1:
        return "\n=== " + Inline(depth) + " ===\n";
      case 2:
        return "\n* " + Inline(depth) + "\n";
      case 3:
        return "\n" + Inline(depth) + "\n";
      case 4:
        return "\n\n";
      case 5:
        return "\n" + Inline(depth) + "\n\n" + Inline(depth) + "\n";
      case 6:
        return "\n{| class=x\n! " + Inline(depth - 1) + "\n|-\n| " + Blocks(depth - 1) + "\n|}\n";
      case 7:
        return "\n{{Table start}}\n|-\n! " + Inline(depth - 1) + "\n| " + Inline(depth - 1) + "\n" + Ending();
      case 8:
        return "\n<table><tr><td>" + Blocks(depth - 1) + "</td></tr></table>\n";
      case 9:
        return "\n| " + Inline(depth - 1) + "\n! " + Inline(depth - 1) + "\n";  // perhaps text, perhaps not
      case 10:
        return "\n{| \n| " + Inline(depth - 1) + Ending();
      case 11:
        return "\n{{Infobox\n| a = " + Inline(depth - 1) + "\n| b = " + Blocks(depth - 1) + "\n}}\n";
      case 12:
        return "\n<gallery>\nFile:a.jpg|" + Inline(depth - 1) + "\n</gallery>\n";
      default:
        return "\n<blockquote>" + Blocks(depth - 1) + "</blockquote>\n";
    }
  }

  std::string Ending() {
    constexpr const char* kEndings[] = {"\n|}\n", "\n{{s-end}}\n", "\n\n== x ==\n"};
    return kEndings[Below(3)];
  }

  std::string Inline(int depth) {
    std::string text;
    for (std::uint64_t i = 0, count = 1 + Below(3); i < count; ++i) text += Mark(depth) + " ";
    return text;
  }

  std::string Mark(int depth) {
    switch (Below(depth > 0 ? 20 : 9)) {
      case 0:
        return Link("Foo bar", "");
      case 1:
        return Link("Foo", "|bar");
      case 2:
        return Link("Category:X", "");
      case 3:
        return Link("#top", "|top");
      case 4:
        return Link("wikt:x", "|");
      case 5:
        return "<!-- [[x]] <ref>[[y]] -->";
      case 6:
        return "<nowiki>[[x]]</nowiki><math>[[y]]</math>";
      case 7:
        return "( " + Link("Foo", "| ") + " )";
      case 8:
        return "word";
      case 9:
        return Link("Foo", "|" + Inline(depth - 1));
      case 10:
        return Link("File:a.jpg", "|thumb|" + Inline(depth - 1));
      case 11:
        return "{{foo|" + Inline(depth - 1) + "|x=" + Inline(depth - 1) + "}}";
      case 12:
        return "{{lang|fr|" + Inline(depth - 1) + "}}{{ill|" + Inline(depth - 1) + "|de}}{{flag|Sweden}}";
      case 13:
        return "{{nowrap|" + Inline(depth - 1) + "|" + Inline(depth - 1) + "}}";
      case 14:
        return "<ref name=\"x\">" + WithoutRefs(depth - 1) + "</ref>";
      case 15:
        return "''" + Inline(depth - 1) + "''";
      case 16:
        return "<foo bar=\"1\">" + Inline(depth - 1) + "</foo>";
      case 17:
        return "[http://x.y " + Inline(depth - 1) + "]";
      case 18:
        return "{{{x|" + Inline(depth - 1) + "}}}";
      default:
        return "<code>" + Inline(depth - 1) + "</code>";
    }
  }

  std::string Link(const std::string& target, const std::string& rest) {
    ++links_;
    return "[[" + target + rest + "]]";
  }

  std::string WithoutRefs(int depth) { return depth > 0 ? "{{cite|" + Mark(0) + "}}" : Mark(0); }

  std::mt19937_64 random_;
  std::uint64_t links_ = 0;
};

TEST(LinkAccounting, EveryLinkOfRandomPagesHasOneFate) {
  const WikiSite site("", "test");
  std::uint64_t links = 0;
  for (std::uint64_t seed = 0; seed < 5'000; ++seed) {
    RandomPage page(seed);
    const std::string text = page.Blocks(3);
    const WikiText converted = ConvertWikitext(text, site);
    ASSERT_EQ(Found(converted), page.links()) << "seed " << seed << ":\n" << text << "\n-> " << test::Shown(converted);
    links += page.links();
  }
  EXPECT_GT(links, 15'000U);
}

// Without what is no wikitext.
std::string WithoutOtherContent(std::string text) {
  for (const auto& [begin, end] : {std::pair<const char*, const char*>{"<!--", "-->"},
                                   {"<nowiki>", "</nowiki>"},
                                   {"<pre", "</pre>"},
                                   {"<math", "</math>"},
                                   {"<source", "</source>"},
                                   {"<timeline", "</timeline>"}}) {
    for (std::size_t at = 0; (at = text.find(begin, at)) != std::string::npos;) {
      const std::size_t close = text.find(end, at);
      if (close == std::string::npos) break;
      text.erase(at, close + std::string_view(end).size() - at);
    }
  }
  return text;
}

// "[[" with a "]]" behind it; the innermost first.
std::uint64_t CountLinks(const std::string& text) {
  std::uint64_t links = 0, open = 0;
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    const std::string_view two = std::string_view(text).substr(at, 2);
    if (two == "[[" && text.compare(at, 3, "[[[") != 0) ++open, ++at;
    if (two == "]]" && open > 0) --open, ++links, ++at;
  }
  return links;
}

struct Dump {
  const char* name;
  std::uint64_t pages;  // with links
  std::uint64_t other;  // of which so many differ, as their authors left a link open
  friend std::ostream& operator<<(std::ostream& out, const Dump& dump) { return out << dump.name; }
};

class RealDumps : public testing::TestWithParam<Dump> {};

TEST_P(RealDumps, HaveAFateForEveryLink) {
  const char* data = std::getenv("LINKBERT_TEST_DATA");
  if (data == nullptr) GTEST_SKIP() << "not run: needs LINKBERT_TEST_DATA";
  const RecordItems items({std::filesystem::path(data) / "wikipedia" / GetParam().name}, {{"page"}, "</mediawiki>"});
  const WikiSite site(items.Head(), "test");
  std::uint64_t pages = 0, different = 0;
  NamedCounts dropped;
  for (std::size_t item = 0; item < items.item_count(); ++item) {
    items.ReadItem(
        item,
        [&](std::string_view record, const std::string&) {
          const std::optional<WikiPage> page = ParseWikiPage(record);
          if (!page || page->space != 0) return;
          const std::uint64_t links = CountLinks(WithoutOtherContent(page->text));
          const std::uint64_t found = Found(ConvertWikitext(page->text, site));
          pages += links > 0 ? 1 : 0;
          different += links != found ? 1 : 0;
          if (links != found)
            RecordProperty(page->title, std::to_string(links) + " there, here " + std::to_string(found));
        },
        dropped);
  }
  EXPECT_EQ(pages, GetParam().pages);
  EXPECT_LE(different, GetParam().other);
}

constexpr Dump kDumps[] = {{"dumpster-dive_smallwiki.xml", 1022, 0},
                           {"gensim_enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2", 205, 0},
                           {"gensim_enwiki-table-markup.xml.bz2", 5, 0},
                           {"json-wikipedia_en_mercedes.xml", 1, 0}};
INSTANTIATE_TEST_SUITE_P(LinkAccounting, RealDumps, testing::ValuesIn(kDumps));

}  // namespace
}  // namespace linkbert
