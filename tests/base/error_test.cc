#include "base/error.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <new>

namespace linkbert {
namespace {

TEST(AsError, KeepsOurOwnAndCallsTheMachinesRefusalsByTheirName) {
  EXPECT_EQ(AsError(Fail(ErrorCode::kInput, "a")).code(), ErrorCode::kInput);
  EXPECT_EQ(AsError(std::bad_alloc()).code(), ErrorCode::kEnvironment);
  EXPECT_EQ(AsError(std::runtime_error("a bug")).code(), ErrorCode::kInternal);
  try {
    [[maybe_unused]] const auto bytes = std::filesystem::file_size("/no/such/file");
    FAIL();
  } catch (const std::exception& exception) {
    EXPECT_EQ(AsError(exception).code(), ErrorCode::kEnvironment);
    EXPECT_NE(std::string(AsError(exception).what()).find("/no/such/file"), std::string::npos);
  }
}

}  // namespace
}  // namespace linkbert
