// Hidden states with real weights against transformers.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "core/device/cpu/cpu_device.h"
#include "core/model/parameters.h"
#include "core/weight_files/model_weights.h"
#include "tests/core/tasks/pretraining/reference_case.h"
#include "tests/support/checkout.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

const std::string kPython = test::ReferencePythonPath();
const std::string kScript = test::CheckoutPath("tests/reference/bert_reference.py");

// Not run without the weights (90 MB, not ours to ship) or the reference Python; tests/run.sh brings both.
TEST(MiniLm, HiddenStatesAgreeWithTransformers) {
  const char* folder = std::getenv("LINKBERT_TEST_MINILM");
  if (folder == nullptr) GTEST_SKIP() << "not run: needs LINKBERT_TEST_MINILM";
  if (!test::HasReferencePython()) GTEST_SKIP() << "not run: needs " << kPython << " with transformers";
  const test::TemporaryFolder temporary;
  const std::string path = temporary / "case.safetensors";
  const std::string command =
      fmt::format("{} {} --output {} --lengths 128,7,300,1 --model '{}'", kPython, kScript, path, folder);
  ASSERT_EQ(std::system(command.c_str()), 0) << command;

  const test::ReferenceCase reference(path);
  const BertConfig config = ReadBertConfig(std::string(folder) + "/config.json");
  EXPECT_EQ(config.hidden_size, reference.config().hidden_size);
  FlatParameters parameters(HostDevice(), BertParameterSpecs(config, {.mlm = false, .drp = false}), 1 << 25,
                            GradientMemory::kNone);
  parameters.Write([&](std::span<float> flat) {
    EXPECT_TRUE(LoadModelWeights(folder, parameters.layout(), flat, {}).unexpected.empty());
  });
  BertPretrainingModel model(config, parameters);
  // fp32 against double through six trained layers.
  EXPECT_LE(test::RelativeError(model.HiddenStates(reference.batch()), reference.Floats("out.hidden")), 1e-5);
  EXPECT_LE(test::RelativeError(model.Pooled(reference.batch()), reference.Floats("out.pooled")), 1e-5);
}

}  // namespace
}  // namespace linkbert
