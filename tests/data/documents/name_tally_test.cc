// Of many names the commonest, whatever order they were counted in.
#include "data/documents/name_tally.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace linkbert {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(NameTally, TheCommonestComeFirstAndTheRestAreCounted) {
  NameTally tally;
  AddAll(tally, {{"infobox", 3}, {"cite", 9}, {"a", 1}});
  AddAll(tally, {{"infobox", 2}, {"b", 1}, {"lang", 5}});
  const CommonNames names = Commonest(tally, 3);
  EXPECT_THAT(names.common, ElementsAre(Pair("cite", 9), Pair("infobox", 5), Pair("lang", 5))) << "ties by name";
  EXPECT_EQ(names.other_names, 2U);
  EXPECT_EQ(names.other, 2U);
}

TEST(NameTally, FewNamesAreAllKept) {
  EXPECT_THAT(Commonest({}).common, IsEmpty());
  const CommonNames names = Commonest({{"x", 1}});
  EXPECT_THAT(names.common, ElementsAre(Pair("x", 1)));
  EXPECT_EQ(names.other_names + names.other, 0U);
}

}  // namespace
}  // namespace linkbert
