// docs/config.md is what `linkbert config --markdown` prints.
#include <gtest/gtest.h>

#include "base/atomic_file.h"
#include "base/error.h"
#include "core/configuration/configuration_page.h"
#include "core/configuration/finetune_configuration.h"
#include "core/configuration/load_configuration.h"
#include "core/configuration/pretrain_configuration.h"
#include "tests/support/checkout.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

TEST(ConfigurationDocs, AreThoseTheProgramPrints) {
  EXPECT_EQ(ReadFile(test::CheckoutPath("docs/config.md")), ConfigurationPage())
      << "run: linkbert config --markdown > docs/config.md";
}

TEST(ConfigurationFiles, OfTheRepositoryAreValid) {
  const PretrainConfiguration c =
      LoadPretrainConfiguration(test::CheckoutPath("configs/pretrain/foldoc-tiny.yaml"), {});
  EXPECT_EQ(c.run.name, "foldoc-tiny");
  EXPECT_EQ(c.model.config.hidden_size, 128);
}

TEST(ConfigurationFiles, OfFinetuningAreValid) {
  const auto c =
      LoadConfiguration<FinetuneConfiguration>(test::CheckoutPath("configs/finetune/foldoc-subject.yaml"), {});
  EXPECT_EQ(c.run.name, "foldoc-subject");
  EXPECT_EQ(c.task.type, "sequence_classification");
}

TEST(CheckSameRun, MoreOfSeveralSeedsMayFollow) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "finetune.yaml";
  FinetuneConfiguration c;
  c.training.seeds = 3;
  WriteFileAtomically(path, OptionsToYaml(WalkOf(c)));
  c.training.seeds = 5;
  EXPECT_NO_THROW(CheckSameRun(c, path));
  c.training.seeds = 1;
  EXPECT_THROW(CheckSameRun(c, path), Error);
  c.training.seeds = 3;
  c.training.epochs = 7;
  EXPECT_THROW(CheckSameRun(c, path), Error);
}

TEST(CheckSameRun, NamesOnlyKeysThatChangeTheResult) {
  const test::TemporaryFolder temporary;
  const std::string& folder = temporary.path();
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
