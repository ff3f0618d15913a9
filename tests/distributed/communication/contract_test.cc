// The contract over the back ends that need no launcher; tests/distributed/mpi runs it under mpirun.
#include "tests/distributed/communication/contract.h"

#include "distributed/communication/self_communicator.h"
#include "distributed/communication/thread_communicator.h"

namespace linkbert {
namespace {

class ThreadContract : public testing::TestWithParam<std::tuple<int, contract::Case>> {};

TEST_P(ThreadContract, Holds) {
  const auto& [ranks, the_case] = GetParam();
  ThreadGroup::Run(ranks, the_case.run);
}

INSTANTIATE_TEST_SUITE_P(Contract, ThreadContract,
                         testing::Combine(testing::Values(1, 2, 3, 4), testing::ValuesIn(contract::Cases())),
                         [](const auto& given) {
                           return std::get<1>(given.param).name + std::to_string(std::get<0>(given.param)) + "Ranks";
                         });

class SelfContract : public testing::TestWithParam<contract::Case> {};

TEST_P(SelfContract, Holds) {
  SelfCommunicator communicator;
  GetParam().run(communicator);
}

INSTANTIATE_TEST_SUITE_P(Contract, SelfContract, testing::ValuesIn(contract::Cases()),
                         [](const auto& given) { return given.param.name; });

}  // namespace
}  // namespace linkbert
