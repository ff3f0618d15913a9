#include "core/model_folders/hub_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>

#include "base/atomic_file.h"
#include "base/error.h"
#include "core/model_folders/model_folder.h"
#include "core/weight_files/safetensors_writer.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

// Sets the variables that say where the cache is, and puts them back.
class HubCacheTest : public testing::Test {
 protected:
  HubCacheTest() {
    for (const char* name : {"HF_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME", "HOME"}) {
      const char* value = std::getenv(name);
      if (value != nullptr) before_[name] = value;
      ::unsetenv(name);
    }
    ::setenv("HF_HUB_CACHE", folder_.path().c_str(), 1);
  }
  ~HubCacheTest() override {
    for (const char* name : {"HF_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME", "HOME"}) {
      ::unsetenv(name);
      if (before_.contains(name)) ::setenv(name, before_[name].c_str(), 1);
    }
  }

  // A snapshot with a model in it, as huggingface_hub lays it out.
  std::string WriteSnapshot(const std::string& model, const std::string& commit) const {
    const std::string snapshot = folder_ / model + "/snapshots/" + commit;
    fs::create_directories(snapshot);
    WriteFileAtomically(snapshot + "/config.json", "{}");
    const std::vector<float> one = {1};
    WriteSafetensors(snapshot + "/model.safetensors", {{"x", {1}}}, {one});
    return snapshot;
  }
  void WriteMain(const std::string& model, const std::string& commit) const {
    fs::create_directories(folder_ / model + "/refs");
    WriteFileAtomically(folder_ / model + "/refs/main", commit);
  }

  const test::TemporaryFolder folder_;
  std::map<std::string, std::string> before_;
};

TEST_F(HubCacheTest, TheVariablesSayWhereItIs) {
  EXPECT_EQ(HubCache(), folder_.path());
  ::unsetenv("HF_HUB_CACHE");
  ::setenv("HOME", "/h", 1);
  EXPECT_EQ(HubCache(), "/h/.cache/huggingface/hub");
  ::setenv("XDG_CACHE_HOME", "/x", 1);
  EXPECT_EQ(HubCache(), "/x/huggingface/hub");
  ::setenv("HF_HOME", "/f", 1);
  EXPECT_EQ(HubCache(), "/f/hub");
}

TEST_F(HubCacheTest, NamesAreTheHubs) {
  for (const char* name : {"bert-base-uncased", "michiyasunaga/LinkBERT-base", "a/b_c.d"})
    EXPECT_TRUE(IsHubName(name)) << name;
  for (const char* name : {"", "/a", "a/", "a/b/c", "../a", "a/..", "./a", "a b", "a/b\n"})
    EXPECT_FALSE(IsHubName(name)) << name;
}

TEST_F(HubCacheTest, MainNamesTheSnapshot) {
  WriteSnapshot("models--org--name", "aaaa");
  EXPECT_EQ(FindInHubCache("org/name"), folder_ / "models--org--name/snapshots/aaaa");  // the only one
  const std::string second = WriteSnapshot("models--org--name", "bbbb");
  EXPECT_FALSE(FindInHubCache("org/name"));
  WriteMain("models--org--name", "bbbb\n");
  EXPECT_EQ(FindInHubCache("org/name"), second);
  EXPECT_EQ(ResolveModelFolder("org/name").path, second);
  WriteMain("models--org--name", "../../../etc");
  EXPECT_FALSE(FindInHubCache("org/name"));
  const std::string plain = WriteSnapshot("models--bert-base-uncased", "cccc");
  EXPECT_EQ(ResolveModelFolder("bert-base-uncased").path, plain);
}

TEST_F(HubCacheTest, WhatIsNotThereIsNeverDownloaded) {
  const auto refusal = [](const std::string& model) {
    try {
      ResolveModelFolder(model);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("taken");
  };
  EXPECT_THAT(refusal("org/other"), AllOf(HasSubstr("does not exist, here or in " + folder_.path()),
                                          HasSubstr("huggingface-cli download org/other")));
  const std::string snapshot = WriteSnapshot("models--org--half", "aaaa");
  fs::remove(snapshot + "/model.safetensors");
  EXPECT_THAT(refusal("org/half"), AllOf(HasSubstr("lacks config.json or weights"), HasSubstr("huggingface-cli")));
  EXPECT_THAT(refusal("/no/such/folder"), Not(HasSubstr("huggingface-cli")));
}

}  // namespace
}  // namespace linkbert
