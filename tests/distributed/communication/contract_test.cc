// The contract over the back ends that need no launcher; tests/distributed/mpi runs it under mpirun.
#include "tests/distributed/communication/contract.h"

#include <array>
#include <type_traits>

#include "base/error.h"
#include "distributed/communication/self_communicator.h"
#include "distributed/communication/thread_communicator.h"
#include "tests/distributed/communication/channel_communicator.h"

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

// The same through the channel between devices, whose memory is the host's here.
class ChannelContract : public testing::TestWithParam<std::tuple<int, contract::Case>> {};

TEST_P(ChannelContract, Holds) {
  const auto& [ranks, the_case] = GetParam();
  ThreadGroup::Run(ranks, [run = the_case.run](Communicator& communicator) {
    contract::ChannelCommunicator channel(communicator, contract::HostStaging());
    run(channel);
  });
}

INSTANTIATE_TEST_SUITE_P(Contract, ChannelContract,
                         testing::Combine(testing::Values(1, 3), testing::ValuesIn(contract::Cases())),
                         [](const auto& given) {
                           return std::get<1>(given.param).name + std::to_string(std::get<0>(given.param)) + "Ranks";
                         });

// What cannot be written: a host's pointer given to the channel between devices.
template <typename Channel>
concept TakesPointers = requires(Channel& channel, double* values) {
  channel.AllReduce(values, values, 1, DType::kFloat64, ReduceOperation::kSum);
};
static_assert(TakesPointers<Communicator> && !TakesPointers<DeviceChannel>);
static_assert(!std::is_constructible_v<View, double*>);

TEST(DeviceChannel, RefusesViewsOfOtherDevicesGapsAndWrongParts) {
  SelfCommunicator communicator;
  DeviceChannel& channel = communicator.Device();
  std::array<float, 8> values{};
  auto* const data = reinterpret_cast<std::byte*>(values.data());
  const View good(data, 1, 4, 4, DType::kFloat32, DeviceKind::kCpu);
  const View on_a_gpu(data, 1, 4, 4, DType::kFloat32, DeviceKind::kCuda);
  const View with_gaps(data, 2, 2, 4, DType::kFloat32, DeviceKind::kCpu);
  channel.AllReduce(good, ReduceOperation::kSum).Wait();
  for (const View& bad : {on_a_gpu, with_gaps}) {
    EXPECT_THROW((void)channel.AllReduce(bad, ReduceOperation::kSum), Error);
    EXPECT_THROW((void)channel.ReduceScatter(bad, good, ReduceOperation::kSum), Error);
    EXPECT_THROW((void)channel.AllGather(good, bad), Error);
  }
  EXPECT_THROW((void)channel.AllGather(good, good.Columns(0, 3)), Error);
}

// A stream waits on the device where it can, on the host where it must.
TEST(Event, IsAwaitedOnce) {
  int waited = 0;
  void* joined = nullptr;
  const auto wait = [&] { ++waited; };
  Event on_host(wait), on_device(wait, [&](void*stream) { joined = stream; });
  on_host.Join(&waited);
  on_host.Wait();
  EXPECT_EQ(waited, 1);
  on_device.Join(&waited);
  on_device.Wait();
  EXPECT_EQ(joined, &waited);
  EXPECT_EQ(waited, 1);
}

class SelfContract : public testing::TestWithParam<contract::Case> {};

TEST_P(SelfContract, Holds) {
  SelfCommunicator communicator;
  GetParam().run(communicator);
}

INSTANTIATE_TEST_SUITE_P(Contract, SelfContract, testing::ValuesIn(contract::Cases()),
                         [](const auto& given) { return given.param.name; });

}  // namespace
}  // namespace linkbert
