// Runs of apostrophes against a slow reading of MediaWiki's rules, which keeps a line's parts in lists and looks at
// them again and again.
#include "data/wikitext/quote_marks.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <random>

#include "data/wikitext/wikitext.h"
#include "tests/support/shown_wikitext.h"

namespace linkbert {
namespace {

using test::WikitextCase;

std::string Text(std::string_view wikitext) {
  static const WikiSite kSite("<mediawiki xml:lang=\"it\">", "test");
  return ConvertWikitext(wikitext, kSite).text;
}

class Quotes : public testing::TestWithParam<WikitextCase> {};

TEST_P(Quotes, Become) { EXPECT_EQ(Text(GetParam().wikitext), GetParam().shown) << GetParam().wikitext; }

constexpr WikitextCase kLines[] = {
    {"dell'''Aepyornis'' è", "dell'Aepyornis è"},
    {"The ''Iliad'''s heroes", "The Iliad's heroes"},
    {"L'''amour'' et l'''a'''", "Lamour et l'a"},  // a word of one letter, but not the line's first, is preferred
    {"''a''' b'''", "a b"},                        // two bold ones: nothing to mend
    {"in a'''x'' b'''c'''", "in a'x bc"},
    {"word'''x'' in a'''b'''", "wordx in a'b"},  // even behind another one
    {"'' '''x", "'x"},                           // only a space is before it
    {"ab '''x'' cd'''y'''", "ab x cd'y"},        // a word before a space
    {"a''''b'' c", "a''b c"},                    // four: an apostrophe and bold, which is the odd one
    {"a '''''b''' c", "a b c"},                  // five are both, so that nothing is odd
    {"a ''''''b'''''' c", "a 'b' c"},            // more than five
    {"a '''''''b", "a ''b"},
    {"'''a\n''b", "a b"},     // each line alone
    {"'''a<br>''b", "'a b"},  // which a <br> does not end
    {"'''a<!-- -->''b", "'ab"},
    {"''<!-- -->'a''<!--\n-->'b", "ab"},  // a comment is not there
    {"''X''<nowiki/>'s", "X's"},
    {"''X''<nowiki></nowiki>'s '<ref>y</ref>'", "X's ''"},
    {"[[a]]<nowiki/>b [[c]]<ref/>d [[e]]<nowiki>f</nowiki>g", "ab cd efg"},
    {"[[a|b'''c''d]] e'''f''", "b'cd e'f"},  // a link's text is a line of its own
    {"''x [[a|b''c]] y", "x bc y"},
    {"[[d''e|''x'' y]] [[d''e]]", "x y d''e"},  // a target as it is
    {"{{x|'''\n''}}a'''b''", "a'b"},            // what a dropped template has is not of the line
    {"'''a {{x|b\nc}} ''d\n", "'a d"},          // and its lines end none
    {"{{nowrap|l'''x''}} y", "l'x y"},
    {"'''a\n{{abbr|x\n|y}}\n''b", "a x\n\nb"},
    {"== a'''b'' ==\nc", "a'b\n\nc"},
    {"* '''a\n* ''b", "a\n\nb"},
    {"'''Tit''' è un [[Cane|'''c''']] ''d''", "Tit è un c d"},
    {"'' ''", ""},
};
INSTANTIATE_TEST_SUITE_P(Lines, Quotes, testing::ValuesIn(kLines));

TEST(QuoteMarks, LinksMoveAlong) {
  static const WikiSite kSite("", "test");
  const WikiText converted = ConvertWikitext("''a'' [[b|''c'' d]]s, dell'''[[e]]'' [[f]]", kSite);
  EXPECT_EQ(converted.text, "a c ds, dell'e f");
  ASSERT_EQ(converted.links.size(), 3U);
  std::string anchors;
  for (const DocumentLink& link : converted.links) {
    anchors += converted.text.substr(link.begin, link.end - link.begin) + "|";
  }
  EXPECT_EQ(anchors, "c ds|e|f|");
}

// --- the slow reading
struct Part {
  std::string text;
  std::size_t run = 0;  // apostrophes; 0: text
};

std::vector<Part> Parts(const std::string& line) {
  std::vector<Part> parts{{"", 0}};
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find_first_not_of('\'', at), line.size());
    if (end - at < 2) {
      parts.back().text += line[at++];
      continue;
    }
    std::size_t run = end - at;
    if (run == 4 || run > 5) {
      const std::size_t marks = run == 4 ? 3 : 5;
      parts.back().text += std::string(run - marks, '\'');
      run = marks;
    }
    parts.push_back({"", run});
    parts.push_back({"", 0});
    at = end;
  }
  return parts;
}

std::size_t Runs(const std::vector<Part>& parts, std::size_t run) {
  std::size_t count = 0;
  for (const Part& part : parts) count += part.run == run ? 1 : 0;
  return count;
}

std::string SlowLine(const std::string& line, bool* mended = nullptr) {
  std::vector<Part> parts = Parts(line);
  const std::size_t both = Runs(parts, 5);
  if ((Runs(parts, 2) + both) % 2 == 1 && (Runs(parts, 3) + both) % 2 == 1) {
    const auto ends = [](const std::string& text, std::size_t back) {
      return text.size() >= back && text[text.size() - back] == ' ';
    };
    const auto kind = [&](const std::string& before) { return ends(before, 1) ? 2 : ends(before, 2) ? 0 : 1; };
    bool done = false;
    for (int wanted = 0; wanted < 3 && !done; ++wanted) {
      for (std::size_t i = 1; i < parts.size() && !done; i += 2) {
        if (parts[i].run != 3 || kind(parts[i - 1].text) != wanted) continue;
        parts[i - 1].text += '\'';
        done = true;
        if (mended != nullptr) *mended = true;
      }
    }
  }
  std::string text;
  for (const Part& part : parts) text += part.text;
  return text;
}

std::string Spaced(const std::string& text) {
  std::string spaced;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n';
    if (!space) spaced += c;
    if (space && !spaced.empty() && spaced.back() != ' ') spaced += ' ';
  }
  if (spaced.ends_with(' ')) spaced.pop_back();
  return spaced;
}

// Wikitext and, with "<0>" for each thing that is no text of the line, what the slow reading takes.
struct Drawn {
  std::string wikitext, plain;
  std::vector<std::pair<std::string, std::string>> things;  // "<0>", its text
};

Drawn Draw(std::mt19937& draw, bool with_things) {
  constexpr const char* kTexts[] = {"a",   "bc",  " ",    " d",    "e ",     "'", "''",
                                    "'''", "'''", "''''", "'''''", "''''''", "f'"};
  Drawn drawn;
  const auto thing = [&](const std::string& wikitext, const std::string& shown) {
    drawn.wikitext += wikitext;
    drawn.things.emplace_back(fmt::format("<{}>", drawn.things.size()), shown);
    drawn.plain += drawn.things.back().first;
  };
  for (std::size_t pieces = 1 + draw() % 12; pieces > 0; --pieces) {
    const std::size_t form = with_things && drawn.things.size() < 8 ? draw() % 20 : 0;
    if (form < 12) {
      const std::string text = kTexts[draw() % std::size(kTexts)];
      drawn.wikitext += text;
      drawn.plain += text;
    } else if (form < 15) {
      const Drawn inner = Draw(draw, false);
      thing("[[T|g" + inner.wikitext + "]]", SlowLine("g" + inner.plain));
    } else if (form == 15) {
      thing("{{t|'''" + Draw(draw, false).wikitext + "\n''|x}}", "");
    } else if (form == 16) {
      thing("<nowiki>''</nowiki>", "''");
    } else if (form == 17) {
      thing("<ref>'''x\n''</ref>", "");
    } else if (form == 18) {
      thing("<br>", " ");
    } else {
      drawn.wikitext += "<!-- ''' -->";
    }
  }
  return drawn;
}

TEST(QuoteMarks, AreThoseOfTheSlowReading) {
  std::mt19937 draw(11);
  std::size_t mended = 0;
  for (int page = 0; page < 20'000; ++page) {
    std::string wikitext, wanted;
    for (std::size_t lines = 1 + draw() % 4; lines > 0; --lines) {
      const Drawn drawn = Draw(draw, true);
      bool is_mended = false;
      std::string line = SlowLine(drawn.plain, &is_mended);
      mended += is_mended ? 1 : 0;
      for (const auto& [name, shown] : drawn.things) line.replace(line.find(name), name.size(), shown);
      wikitext += drawn.wikitext + "\n";
      wanted += line + "\n";
    }
    ASSERT_EQ(Spaced(Text(wikitext)), Spaced(wanted)) << wikitext;
  }
  EXPECT_GT(mended, 2'000U);
}

}  // namespace
}  // namespace linkbert
