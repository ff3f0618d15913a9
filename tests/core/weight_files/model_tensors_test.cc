#include "core/weight_files/model_tensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/atomic_file.h"
#include "base/error.h"
#include "core/weight_files/safetensors_writer.h"
#include "tests/core/weight_files/torch_builder.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ModelTensorsTest : public testing::Test {
 protected:
  void WritePart(const std::string& file, const std::string& tensor, float value) const {
    const std::vector<float> values = {value};
    WriteSafetensors(folder_ / file, {{tensor, {1}}}, {values});
  }
  void WriteIndex(const std::string& map, const std::string& name = "model.safetensors.index.json") const {
    WriteFileAtomically(folder_ / name, fmt::format(R"({{"metadata": {{}}, "weight_map": {}}})", map));
  }
  std::string Refusal() const {
    try {
      ModelTensors tensors(folder_.path());
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInput);
      return error.what();
    }
    return "taken";
  }
  float First() const {
    const ModelTensors tensors(folder_.path());
    float value = 0;
    ReadFloats(tensors.tensors().at(0), tensors.path(), {&value, 1});
    return value;
  }

  const test::TemporaryFolder folder_;
};

TEST_F(ModelTensorsTest, TheFirstFormThatIsThereIsTaken) {
  EXPECT_FALSE(FindWeights(folder_.path()));
  EXPECT_THAT(Refusal(), HasSubstr("holds none of model.safetensors"));
  const test::PickleTensor one{"0", 1, 0, {1}, {1}};
  test::WriteTorchFile(folder_ / "part.bin", "t", one, test::FloatBytes({4}));
  WriteIndex(R"({"t": "part.bin"})", "pytorch_model.bin.index.json");
  EXPECT_EQ(First(), 4);
  test::WriteTorchFile(folder_ / "pytorch_model.bin", "t", one, test::FloatBytes({3}));
  EXPECT_EQ(First(), 3);
  WritePart("part.safetensors", "t", 2);
  WriteIndex(R"({"t": "part.safetensors"})");
  EXPECT_EQ(First(), 2);
  WritePart("model.safetensors", "t", 1);
  EXPECT_EQ(First(), 1);
  EXPECT_EQ(FindWeights(folder_.path()), "model.safetensors");
}

TEST_F(ModelTensorsTest, PartsMakeOneModel) {
  WritePart("a.safetensors", "x", 1);
  WritePart("b.safetensors", "y", 2);
  WriteIndex(R"({"y": "b.safetensors", "x": "a.safetensors"})");
  const ModelTensors tensors(folder_.path());
  ASSERT_EQ(tensors.tensors().size(), 2U);
  EXPECT_EQ(tensors.tensors()[0].name, "x");
  EXPECT_EQ(tensors.tensors()[1].name, "y");
  EXPECT_EQ(tensors.path(), folder_ / "model.safetensors.index.json");
}

TEST_F(ModelTensorsTest, AnIndexMustAgreeWithItsParts) {
  WritePart("a.safetensors", "x", 1);
  WriteIndex(R"({"x": "a.safetensors", "y": "a.safetensors"})");
  EXPECT_THAT(Refusal(), HasSubstr("\"y\" is said to be in a.safetensors, which lacks it"));
  WritePart("b.safetensors", "x", 1);
  WriteIndex(R"({"y": "b.safetensors"})");
  EXPECT_THAT(Refusal(), HasSubstr("does not say that \"x\" is in b.safetensors"));
  WriteIndex(R"({"x": "c.safetensors"})");
  EXPECT_THAT(Refusal(), HasSubstr("c.safetensors: cannot be opened"));
  for (const char* name : {"../a.safetensors", "/etc/passwd", "..", ".", "", "sub/a.safetensors"}) {
    WriteIndex(fmt::format(R"({{"x": "{}"}})", name));
    EXPECT_THAT(Refusal(), HasSubstr("wanted the name of a file in this folder")) << name;
  }
  for (const char* map : {"[]", "{}", "1"}) {
    WriteIndex(map);
    EXPECT_THAT(Refusal(), HasSubstr("wanted {\"weight_map\"")) << map;
  }
  WriteFileAtomically(folder_ / "model.safetensors.index.json", "{");
  EXPECT_THAT(Refusal(), HasSubstr("wanted {\"weight_map\""));
}

}  // namespace
}  // namespace linkbert
