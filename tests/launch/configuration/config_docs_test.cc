// docs/config.md is what `linkbert config --markdown` prints.
#include <gtest/gtest.h>

#include "base/atomic_file.h"
#include "base/error.h"
#include "launch/configuration/pretrain_configuration.h"

namespace linkbert {
namespace {

TEST(ConfigurationDocs, AreThoseTheProgramPrints) {
  PretrainConfiguration defaults;
  const std::string tables = OptionsToMarkdown(WalkOf(defaults));
  const std::string page = ReadFile(LINKBERT_SOURCE_DIR "/docs/config.md");
  EXPECT_NE(page.find(tables), std::string::npos) << "run: linkbert config --markdown > docs/config.md";
}

TEST(ConfigurationFiles, OfTheRepositoryAreValid) {
  const PretrainConfiguration c =
      LoadPretrainConfiguration(LINKBERT_SOURCE_DIR "/configs/pretrain/foldoc-tiny.yaml", {});
  EXPECT_EQ(c.run.name, "foldoc-tiny");
  EXPECT_EQ(c.model.config.hidden_size, 128);
}

TEST(CheckSameRun, NamesOnlyKeysThatChangeTheResult) {
  const std::string folder = testing::TempDir();
  PretrainConfiguration c;
  WriteFileAtomically(folder + "/config.yaml", OptionsToYaml(WalkOf(c)));
  c.training.log_every = 7;
  c.training.threads = 2;
  EXPECT_NO_THROW(CheckSameRun(c, folder + "/config.yaml"));
  c.samples.masking.rate = 0.3;
  try {
    CheckSameRun(c, folder + "/config.yaml");
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("samples.masking.rate: was 0.15, now 0.3"), std::string::npos)
        << error.what();
    EXPECT_EQ(std::string(error.what()).find("threads"), std::string::npos);
  }
}

}  // namespace
}  // namespace linkbert
