// RedirectTable: chains of any length, loops and what leads into them, redirects to nowhere, names that are taken.
#include "data/links/redirect_table.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace linkbert {
namespace {

using testing::Optional;
using testing::Pair;
using testing::UnorderedElementsAre;

// Looks a target up as it is, then in its short form before the "/".
class Reader : public DocumentReader {
 public:
  NamedTexts Settings() const override { return {}; }
  std::size_t item_count() const override { return 0; }
  void ReadItem(std::size_t, const DocumentSink&, NamedCounts&) const override {}
  void AppendKeys(std::string_view target, std::vector<std::string>& keys) const override {
    keys.emplace_back(target);
    if (target.find('/') != std::string_view::npos) keys.emplace_back(target.substr(0, target.find('/')));
  }
};

NamedCounts Add(const std::vector<Redirect>& redirects, NameTable& names) {
  const Reader reader;
  RedirectTable table(reader, names);
  for (const Redirect& redirect : redirects) table.AddName(redirect);
  for (const Redirect& redirect : redirects) table.AddTarget(redirect);
  NamedCounts entries;
  table.Finish(entries);
  return entries;
}

std::optional<std::uint32_t> DocumentOf(const NameTable& names, std::string_view name) {
  const std::optional<NameMatch> match = names.Find(name);
  if (!match) return std::nullopt;
  return match->document;
}

TEST(RedirectTable, AChainOfAnyLengthEndsAtItsDocument) {
  for (const bool backwards : {false, true}) {
    NameTable names;
    names.Add("end", 7);
    std::vector<Redirect> redirects;
    for (int i = 0; i < 1000; ++i) {
      redirects.push_back({fmt::format("{}", i), i == 999 ? "end" : fmt::format("{}", i + 1)});
    }
    if (backwards) std::ranges::reverse(redirects);
    EXPECT_THAT(Add(redirects, names), UnorderedElementsAre(Pair("redirects", 1000)));
    for (int i = 0; i < 1000; ++i) {
      ASSERT_THAT(DocumentOf(names, fmt::format("{}", i)), Optional(7));
      ASSERT_TRUE(names.Find(fmt::format("{}", i))->redirect);
    }
    EXPECT_FALSE(names.Find("end")->redirect);
    EXPECT_EQ(names.distinct_names(), 1001U);
  }
}

TEST(RedirectTable, LoopsAndNowhereLeaveNoName) {
  NameTable names;
  names.Add("a", 0);
  EXPECT_THAT(
      Add({{"x", "y"}, {"y", "z"}, {"z", "y"}, {"self", "self"}, {"gone", "nothing"}, {"to gone", "gone"}}, names),
      UnorderedElementsAre(Pair("redirects_in_a_loop", 4), Pair("redirects_dangling", 2)));
  for (const char* name : {"x", "y", "z", "self", "gone", "to gone"})
    EXPECT_EQ(DocumentOf(names, name), std::nullopt) << name;
  EXPECT_EQ(names.distinct_names(), 1U);
  EXPECT_THAT(DocumentOf(names, "a"), Optional(0));
}

TEST(RedirectTable, TheFirstRedirectAndTheDocumentKeepTheirNames) {
  NameTable names;
  names.Add("a", 0);
  names.Add("b", 1);
  EXPECT_THAT(Add({{"r", "a"}, {"r", "b"}, {"a", "b"}, {"to a", "a"}}, names),
              UnorderedElementsAre(Pair("redirects", 4)));
  EXPECT_THAT(DocumentOf(names, "r"), Optional(0));
  EXPECT_THAT(DocumentOf(names, "a"), Optional(0));
  EXPECT_THAT(DocumentOf(names, "to a"), Optional(0));
  EXPECT_FALSE(names.Find("r")->ambiguous);
  EXPECT_EQ(names.ambiguous_names(), 0U);
}

TEST(RedirectTable, ADocumentUnderALaterKeyComesBeforeARedirectUnderAnEarlierOne) {
  NameTable names;
  names.Add("a", 0);
  names.Add("b", 1);
  Add({{"a/1", "b"}, {"r", "a/1"}, {"s", "c/1"}, {"c", "b"}}, names);
  EXPECT_THAT(DocumentOf(names, "r"), Optional(0));
  EXPECT_THAT(DocumentOf(names, "s"), Optional(1));
}

}  // namespace
}  // namespace linkbert
