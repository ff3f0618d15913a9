#include "distributed/communication/communication_facts.h"

#include <gmock/gmock.h>

namespace linkbert {
namespace {

TEST(GatherCommunicationFacts, NamesTheMpiLibraryWithoutStartingIt) {
  const CommunicationFacts facts = GatherCommunicationFacts();
  EXPECT_FALSE(facts.mpi_library.empty());
  EXPECT_THAT(facts.mpi_standard, testing::MatchesRegex("[0-9]+[.][0-9]+"));
}

TEST(GatherCommunicationFacts, SaysWhyThereIsNoDevice) {
  const CommunicationFacts facts = GatherCommunicationFacts();
  EXPECT_EQ(facts.nccl_built, !facts.nccl_version.empty());
  EXPECT_TRUE(!facts.nccl_built || facts.devices.empty() != facts.device_problem.empty());
}

}  // namespace
}  // namespace linkbert
