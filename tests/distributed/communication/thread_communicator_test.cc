#include "distributed/communication/thread_communicator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "base/error.h"

namespace linkbert {
namespace {

using testing::HasSubstr;

// The message of the kCommunication error that Run ends with.
std::string FailureOf(int ranks, const std::function<void(Communicator&)>& body, double deadline_s = 60) {
  try {
    ThreadGroup::Run(ranks, body, deadline_s);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kCommunication);
    return error.what();
  }
  return "no error";
}

TEST(ThreadCommunicator, ThrowingRankReleasesItsPeersAndIsTheOneReported) {
  std::atomic<int> released = 0;
  const auto body = [&](Communicator& communicator) {
    if (communicator.Rank() == 1) throw std::runtime_error("rank 1 is ill");
    try {
      communicator.Barrier();
    } catch (const Error&) {
      ++released;
      throw;
    }
  };
  EXPECT_THROW(ThreadGroup::Run(3, body), std::runtime_error);
  EXPECT_EQ(released, 2);
}

TEST(ThreadCommunicator, DifferentCallsAreNamed) {
  const std::string message = FailureOf(2, [](Communicator& communicator) {
    std::int64_t value = 0;
    if (communicator.Rank() == 0) {
      communicator.Barrier();
    } else {
      communicator.AllReduce(&value, &value, 1, DType::kInt64, ReduceOperation::kSum).Wait();
    }
  });
  EXPECT_THAT(message, HasSubstr("Barrier"));
  EXPECT_THAT(message, HasSubstr("AllReduce"));
}

TEST(ThreadCommunicator, MissingRankEndsTheDeadline) {
  const std::string message = FailureOf(
      2, [](Communicator& communicator) { return communicator.Rank() == 0 ? communicator.Barrier() : void(); }, 0.01);
  EXPECT_THAT(message, HasSubstr("1 of 2 ranks came"));
}

TEST(ThreadCommunicator, AbortReachesThePeers) {
  const std::string message = FailureOf(2, [](Communicator& communicator) {
    return communicator.Rank() == 0 ? communicator.Barrier() : communicator.Abort(7, "disk full");
  });
  EXPECT_THAT(message, HasSubstr("exit code 7"));
  EXPECT_THAT(message, HasSubstr("disk full"));
}

}  // namespace
}  // namespace linkbert
