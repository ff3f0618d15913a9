#include "base/error.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <new>

#include "base/read_error.h"

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

// As c10's allocators tell it.
TEST(AsError, LibTorchsWordsForLackOfMemoryAreTheEnvironments) {
  for (const char* words :
       {"[enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to "
        "allocate "
        "123456789 bytes. Error code 12 (Cannot allocate memory)\nframe #0: c10::ThrowEnforceNotMet",
        "CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has a total capacity of 139 GiB"}) {
    const Error error = AsError(std::runtime_error(words));
    EXPECT_EQ(error.code(), ErrorCode::kEnvironment);
    EXPECT_NE(std::string(error.what()).find("training.micro_batch_tokens"), std::string::npos);
    EXPECT_EQ(std::string(error.what()).find("frame"), std::string::npos);
  }
  const std::string told = AsError(std::runtime_error("can't allocate memory: you tried to allocate 77 bytes.")).what();
  EXPECT_NE(told.find("where 77 bytes more were asked for"), std::string::npos);
}

TEST(CannotOpen, TellsWhatIsNotThereFromWhatCannotBeRead) {
  const auto thrown = [](std::errc reason) {
    try {
      ThrowCannotOpen("file", std::make_error_code(reason));
    } catch (const ReadError&) {
      return true;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInput);
    }
    return false;
  };
  EXPECT_FALSE(thrown(std::errc::no_such_file_or_directory));
  EXPECT_TRUE(thrown(std::errc::permission_denied));
  EXPECT_TRUE(thrown(std::errc::io_error));
}

}  // namespace
}  // namespace linkbert
