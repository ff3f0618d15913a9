#include "core/weight_files/torch_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/atomic_file.h"
#include "base/error.h"
#include "core/weight_files/safetensors.h"
#include "tests/core/weight_files/torch_builder.h"
#include "tests/support/reference_python.h"
#include "tests/support/temporary_folder.h"

namespace linkbert {
namespace {

using test::Floats;
using test::PickleTensor;
using test::TemporaryFolder;
using test::WriteTorchFile;
using test::WriteZip;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string kSixBytes = test::FloatBytes({0, 1, 2, 3, 4, 5});

class TorchFiles : public testing::Test {
 protected:
  std::string Refusal() const {
    try {
      TorchFile file(path_);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInput);
      EXPECT_THAT(error.what(), HasSubstr(path_));
      return error.what();
    }
    return "taken";
  }
  std::string RefusalOf(const PickleTensor& tensor) const {
    WriteTorchFile(path_, "t", tensor, kSixBytes);
    return Refusal();
  }

  const TemporaryFolder folder_;
  const std::string path_ = folder_ / "pytorch_model.bin";
};

TEST_F(TorchFiles, TensorsAreViewsOfStorages) {
  WriteTorchFile(path_, "t", {}, kSixBytes);
  const TorchFile whole(path_);
  ASSERT_EQ(whole.tensors().size(), 1U);
  EXPECT_EQ(whole.tensors()[0].name, "t");
  EXPECT_THAT(whole.tensors()[0].shape, ElementsAre(2, 3));
  EXPECT_THAT(Floats(whole.tensors()[0]), ElementsAre(0, 1, 2, 3, 4, 5));
  WriteTorchFile(path_, "t", {"0", 6, 0, {3, 2}, {1, 3}}, kSixBytes);
  EXPECT_THAT(Floats(TorchFile(path_).tensors()[0]), ElementsAre(0, 3, 1, 4, 2, 5));  // transposed
  WriteTorchFile(path_, "t", {"0", 6, 2, {1, 2}, {77, 2}}, kSixBytes);
  EXPECT_THAT(Floats(TorchFile(path_).tensors()[0]), ElementsAre(2, 4));
  WriteTorchFile(path_, "t", {"0", 6, 5, {}, {}}, kSixBytes);
  EXPECT_THAT(Floats(TorchFile(path_).tensors()[0]), ElementsAre(5));
  WriteTorchFile(path_, "t", {"0", 6, 6, {0, 4}, {4, 1}}, kSixBytes);
  EXPECT_EQ(TorchFile(path_).tensors()[0].elements(), 0);
}

TEST_F(TorchFiles, NoTensorReachesBeyondItsStorage) {
  constexpr std::int64_t kHugeSize = std::int64_t{1} << 62;
  const std::vector<PickleTensor> bad = {
      {"0", 7, 0, {2, 3}, {3, 1}},                   // the storage claims more than its bytes
      {"0", 6, 1, {2, 3}, {3, 1}},                   // one too far
      {"0", 6, -1, {2, 3}, {3, 1}},                  //
      {"0", 6, 5, {2, 3}, {-3, 1}},                  //
      {"0", 6, 0, {2, 3}, {kHugeSize, kHugeSize}},   // overflows
      {"0", 6, kHugeSize, {2, 3}, {kHugeSize, 1}},   //
      {"0", 6, 0, {kHugeSize, 2}, {0, 0}},           // a few bytes that claim to be a lot
      {"0", 6, 0, {7}, {0}},                         //
      {"0", 6, 7, {0}, {1}},                         // an empty one outside
      {"0", 6, 0, {2, 3}, {3, 1}, "DoubleStorage"},  //
  };
  for (std::size_t i = 0; i < bad.size(); ++i) EXPECT_THAT(RefusalOf(bad[i]), HasSubstr("reaches beyond")) << i;
}

// A few bytes of pickle make a tensor of the whole storage; whoever copies them all needs as much memory as they say.
TEST_F(TorchFiles, TensorsOfOneStorageDoNotMultiplyItWithoutEnd) {
  constexpr std::int64_t kElements = 1 << 18;
  const std::string storage(kElements * sizeof(float), '\0');
  const auto write = [&](int views) {
    std::vector<std::pair<std::string, PickleTensor>> tensors;
    for (int i = 0; i < views; ++i) tensors.push_back({fmt::format("t{}", i), {"0", kElements, 0, {kElements}, {1}}});
    WriteZip(path_, {{"a/data.pkl", test::PickleStateDict(tensors)}, {"a/data/0", storage}});
  };
  write(8);
  EXPECT_EQ(TorchFile(path_).tensors().size(), 8U);
  write(2000);
  EXPECT_THAT(Refusal(), HasSubstr("have more than 8 times its 262144 elements"));
}

TEST_F(TorchFiles, OnlyWholeStoredZipsAreRead) {
  const std::string pickle = test::PickleStateDict({{"t", {}}});
  WriteZip(path_, {{"a/data.pkl", pickle}, {"a/data/0", kSixBytes}}, 6);
  EXPECT_THAT(Refusal(), HasSubstr("is compressed"));
  WriteZip(path_, {{"a/data.pkl", pickle}});
  EXPECT_THAT(Refusal(), HasSubstr("it has no a/data/0"));
  WriteZip(path_, {{"a/data/0", kSixBytes}});
  EXPECT_THAT(Refusal(), HasSubstr("it has no NAME/data.pkl"));
  WriteZip(path_, {{"a/data.pkl", pickle}, {"a/data/0", kSixBytes}, {"a/data/0", kSixBytes}});
  EXPECT_THAT(Refusal(), HasSubstr("a/data/0 twice"));
  WriteFileAtomically(path_, "");
  EXPECT_THAT(Refusal(), HasSubstr("is empty"));
  WriteFileAtomically(path_, "PK and nothing");
  EXPECT_THAT(Refusal(), HasSubstr("no whole zip"));
  WriteFileAtomically(path_, "\x80\x02\x8a\x0al\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.");
  EXPECT_THAT(Refusal(), HasSubstr("written by torch before 1.6"));
}

TEST_F(TorchFiles, CutOffOrAlteredFilesAreRefusedOrTheSame) {
  WriteTorchFile(path_, "t", {}, kSixBytes);
  const std::string good = ReadFile(path_);
  int refused = 0;
  const auto expect_refused_or_same = [&](const std::string& bytes, std::size_t at) {
    std::ofstream(path_, std::ios::binary) << bytes;
    try {
      const TorchFile file(path_);
      EXPECT_THAT(Floats(file.tensors().at(0)), ElementsAre(0, 1, 2, 3, 4, 5)) << at;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kInput) << at;
      ++refused;
    }
  };
  for (std::size_t end = 1; end < good.size(); ++end) expect_refused_or_same(good.substr(0, end), end);
  EXPECT_GE(refused, static_cast<int>(good.size()) - 4);  // the last bytes say how long the zip's comment is
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    expect_refused_or_same(bad, at);
  }
}

constexpr char kSavingScript[] = R"(
import torch, safetensors.torch
from torch import nn
torch.manual_seed(1)
weights = {
    "half": torch.randn(3, 5).half(), "brain": torch.randn(7).bfloat16(), "double": torch.randn(2, 2, 2).double(),
    "transposed": torch.randn(4, 6).t(), "slice": torch.randn(9, 9)[2:5, 1:7:2], "scalar": torch.tensor(2.5),
    "empty": torch.zeros(0, 3), "first": None, "second": None,
}
shared = torch.randn(10)
weights["first"], weights["second"] = shared[:4], shared[4:]
torch.save(weights | {"position_ids": torch.arange(5)}, "views.bin")
safetensors.torch.save_file({k: v.contiguous().clone() for k, v in weights.items()}, "views.safetensors")
module = nn.Sequential(nn.Linear(30, 20), nn.LayerNorm(20)).state_dict()
torch.save(module, "module.bin")
torch.save({k: nn.Parameter(v) for k, v in module.items()}, "parameters.bin")
safetensors.torch.save_file(module, "module.safetensors")
torch.save(module, "old.bin", _use_new_zipfile_serialization=False)
torch.save({"model": module, "step": 3}, "checkpoint.bin")
torch.save(nn.Linear(2, 2), "object.bin")
)";

// Every float tensor of `wanted` is in `path`, with the same values.
void ExpectSame(const std::string& path, const std::string& wanted) {
  const TorchFile file(path);
  const SafetensorsFile reference(wanted);
  std::size_t found = 0;
  for (const StoredTensor& tensor : file.tensors()) {
    const StoredTensor* same = reference.Find(tensor.name);
    if (same == nullptr) continue;
    ++found;
    EXPECT_EQ(tensor.dtype, same->dtype) << tensor.name;
    EXPECT_EQ(tensor.shape, same->shape) << tensor.name;
    EXPECT_EQ(Floats(tensor), Floats(*same)) << tensor.name;
  }
  EXPECT_EQ(found, reference.tensors().size());
}

// Not run without the reference Python: launch/setup.sh installs it on request only.
TEST(TorchReference, WhatTorchSavesIsReadTheSame) {
  if (!test::HasReferencePython()) GTEST_SKIP() << "not run: needs " << test::ReferencePythonPath();
  const TemporaryFolder folder;
  ASSERT_EQ(test::RunReferencePython(folder.path(), kSavingScript), "exit 0\n");
  ExpectSame(folder / "views.bin", folder / "views.safetensors");
  ExpectSame(folder / "module.bin", folder / "module.safetensors");
  ExpectSame(folder / "parameters.bin", folder / "module.safetensors");
  const auto refusal = [&](const std::string& name) {
    try {
      TorchFile file(folder / name);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("taken");
  };
  EXPECT_THAT(refusal("old.bin"), HasSubstr("written by torch before 1.6"));
  EXPECT_THAT(refusal("checkpoint.bin"), HasSubstr("\"model\" is a dict, wanted a tensor"));
  EXPECT_THAT(refusal("object.bin"), HasSubstr("names torch.nn.modules.linear.Linear"));
}

}  // namespace
}  // namespace linkbert
