#include "distributed/backends/mpi/verdict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string_view>
#include <vector>

namespace linkbert {
namespace {

using testing::HasSubstr;
using testing::Not;

const Place kSilent;

Place In(std::string_view operation, std::uint64_t call) {
  Place place;
  place.call = call;
  operation.copy(place.operation.data(), place.operation.size() - 1);
  return place;
}

std::string VerdictOf(const std::vector<Place>& places) { return Verdict(PeerTable(), 0, places); }

TEST(Verdict, NamesTheSilentRank) {
  EXPECT_THAT(VerdictOf({In("AllReduce", 7), kSilent, In("AllReduce", 7)}), HasSubstr("No answer from rank 1."));
}

TEST(Verdict, SilentRankIsNamedThoughAnotherGotAheadOfIt) {
  EXPECT_THAT(VerdictOf({In("ReduceScatter", 31), kSilent, In("AllReduce", 32)}), HasSubstr("No answer from rank 1."));
}

TEST(Verdict, AnotherOperationUnderTheSameNumberIsAnotherPath) {
  EXPECT_THAT(VerdictOf({In("AllReduce", 7), In("Barrier", 7), kSilent}),
              HasSubstr("rank 1 is in Barrier (collective 7), this rank in AllReduce (collective 7)"));
}

TEST(Verdict, DifferentNumbersWithNobodySilentAreDoubtful) {
  EXPECT_THAT(VerdictOf({In("AllReduce", 7), In("AllReduce", 8)}), HasSubstr("or the network is stuck"));
}

TEST(Verdict, AllInOnePlaceBlamesTheNetwork) {
  EXPECT_THAT(VerdictOf({In("AllReduce", 7), In("AllReduce", 7)}), HasSubstr("All ranks are in it"));
}

TEST(Verdict, NamesEightOfManySilentRanks) {
  std::vector<Place> places(12, kSilent);
  places[0] = In("AllReduce", 7);
  const std::string verdict = VerdictOf(places);
  EXPECT_THAT(verdict, HasSubstr("rank 8 and 3 more"));
  EXPECT_THAT(verdict, Not(HasSubstr("rank 9")));
}

}  // namespace
}  // namespace linkbert
