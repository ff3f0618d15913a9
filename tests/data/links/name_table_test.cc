// NameTable against std::map, with names long, short, empty and many.
#include "data/links/name_table.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/atomic_file.h"
#include "base/error.h"
#include "base/philox.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

TEST(NameTable, TheFirstDocumentKeepsTheName) {
  NameTable table;
  table.Add("alpha", 3);
  table.Add("alpha", 5);
  table.Add("beta", 5);
  EXPECT_EQ(table.Find("alpha")->document, 3U);
  EXPECT_TRUE(table.Find("alpha")->ambiguous);
  EXPECT_FALSE(table.Find("beta")->ambiguous);
  EXPECT_FALSE(table.Find("alph").has_value());
}

TEST(NameTable, TheSameDocumentTwiceIsNotAmbiguous) {
  NameTable table;
  table.Add("alpha", 3);
  table.Add("alpha", 3);
  EXPECT_FALSE(table.Find("alpha")->ambiguous);
  EXPECT_EQ(table.distinct_names(), 1U);
  EXPECT_EQ(table.ambiguous_names(), 0U);
}

std::string RandomName(std::uint64_t index) {
  const RandomSequence random(1, RandomStream::kVocabulary, index);
  std::string name(random.Below(0, 10) == 0 ? 250 + random.Below(1, 10) : random.Below(1, 4), 'x');
  for (std::size_t i = 0; i < name.size(); ++i) {
    name[i] = static_cast<char>('a' + random.Below(static_cast<std::uint32_t>(2 + i), 5));
  }
  return name;
}

TEST(NameTable, AgreesWithAMapWhateverWasReserved) {
  for (const std::uint64_t reserved : {0U, 3000U}) {
    NameTable table(reserved);
    std::map<std::string, std::set<std::uint32_t>> model;
    std::map<std::string, std::uint32_t> first;
    for (std::uint32_t i = 0; i < 3000; ++i) {
      const std::string name = RandomName(i);
      table.Add(name, i / 2);
      first.emplace(name, i / 2);
      model[name].insert(i / 2);
    }
    std::uint64_t ambiguous = 0;
    for (const auto& [name, documents] : model) {
      ASSERT_EQ(table.Find(name)->document, first[name]);
      ASSERT_EQ(table.Find(name)->ambiguous, documents.size() > 1);
      ambiguous += documents.size() > 1;
    }
    EXPECT_EQ(table.distinct_names(), model.size());
    EXPECT_EQ(table.ambiguous_names(), ambiguous);
    for (std::uint32_t i = 3000; i < 6000; ++i) {
      ASSERT_EQ(table.Find(RandomName(i)).has_value(), model.contains(RandomName(i)));
    }
  }
}

TEST(NameTable, ASavedOneIsTheSameAndDamageIsFound) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "names";
  for (const std::uint32_t count : {0U, 1000U}) {
    NameTable table;
    for (std::uint32_t i = 0; i < count; ++i) {
      if (i % 3 == 0) table.AddRedirect(RandomName(i), i / 2);
      if (i % 3 != 0) table.Add(RandomName(i), i / 2);
    }
    table.Save(path);
    const NameTable opened = NameTable::Open(path);
    EXPECT_EQ(opened.distinct_names(), table.distinct_names());
    EXPECT_EQ(opened.ambiguous_names(), table.ambiguous_names());
    for (std::uint32_t i = 0; i < 2 * count; ++i) {
      const auto wanted = table.Find(RandomName(i)), seen = opened.Find(RandomName(i));
      ASSERT_EQ(seen.has_value(), wanted.has_value());
      if (!wanted) continue;
      EXPECT_EQ(seen->document, wanted->document);
      EXPECT_EQ(seen->ambiguous, wanted->ambiguous);
      EXPECT_EQ(seen->redirect, wanted->redirect);
    }
  }
  const std::string whole = ReadFile(path);
  for (const std::size_t at : {std::size_t{3}, std::size_t{20}, std::size_t{60}, whole.size() - 1}) {
    std::string bad = whole;
    bad[at] = static_cast<char>(bad[at] ^ 8);
    WriteFileAtomically(path, bad);
    EXPECT_THROW(NameTable::Open(path), Error) << at;
  }
  WriteFileAtomically(path, whole.substr(0, whole.size() / 2));
  EXPECT_THROW(NameTable::Open(path), Error);
}

}  // namespace
}  // namespace linkbert
