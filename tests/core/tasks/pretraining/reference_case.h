// ReferenceCase: one file written by tests/reference/bert_reference.py: a batch, parameters and what transformers made
// of them; MakeReferenceCase runs it.
#pragma once
#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "base/hash.h"
#include "core/tasks/pretraining/pretraining_model.h"
#include "core/weight_files/safetensors.h"
#include "tests/core/kernels/tensors.h"
#include "tests/core/sharding/host_tensors.h"
#include "tests/support/checkout.h"
#include "tests/support/reference_python.h"

namespace linkbert::test {

inline constexpr double kForward = 1e-5;  // of the largest magnitude: fp32 against double through a few layers

class ReferenceCase {
 public:
  explicit ReferenceCase(const std::string& path) : file_(path) {
    config_ = BertConfigFromJson(Metadata("config"), path);
    config_.hidden_dropout_prob = config_.attention_probs_dropout_prob = 0.0;
    batch_.cu_seqlens = Ids("cu_seqlens");
    for (std::size_t b = 0; b + 1 < batch_.cu_seqlens.size(); ++b) batch_.sample_index.push_back(b);
    batch_.token_ids = Ids("token_ids");
    batch_.token_type_ids = Ids("token_type_ids");
    batch_.position_ids = Ids("position_ids");
    batch_.masked_rows = Ids("masked_rows");
    batch_.masked_labels = Ids("masked_labels");
    batch_.relation = Ids("relation");
    if (Has("batch.attended")) batch_.attended = Ids("attended");
  }

  const BertConfig& config() const { return config_; }
  const Batch& batch() const { return batch_; }
  bool Has(const std::string& name) const { return file_.Find(name) != nullptr; }
  nlohmann::json Metadata(const std::string& name) const { return nlohmann::json::parse(file_.metadata().at(name)); }
  BertPretrainingModel::LossScale Scale() const {
    const nlohmann::json scale = Metadata("scale");
    return {.mlm = scale["mlm"], .drp = scale["drp"]};
  }

  // "out.hidden", "grad.drp.bias", ...
  at::Tensor Floats(const std::string& name) const {
    const StoredTensor& tensor = *file_.Find(name);
    at::Tensor result = at::empty(tensor.shape);
    file_.ReadFloats(tensor, {result.mutable_data_ptr<float>(), static_cast<std::size_t>(result.numel())});
    return result;
  }

  // Copies the file's parameters into `parameters`, all of which must be there.
  void Load(FlatParameters& parameters, const std::string& prefix = "param.") const {
    for (const auto& entry : parameters.layout().entries()) {
      test::ValueOf(parameters, entry.spec.name).copy_(Floats(prefix + entry.spec.name));
    }
  }

  // "token_ids", "labels", ...
  std::vector<std::int32_t> Ids(const std::string& name) const {
    const StoredTensor& tensor = *file_.Find("batch." + name);
    std::vector<std::int64_t> wide(static_cast<std::size_t>(tensor.elements()));
    if (!wide.empty()) std::memcpy(wide.data(), tensor.data.data(), tensor.data.size());
    return {wide.begin(), wide.end()};
  }

 private:
  SafetensorsFile file_;
  BertConfig config_;
  Batch batch_;
};

// Has `path` hold what the script makes of `arguments`. Starting transformers takes longer than a small case, and the
// sanitized programs ask for the same ones again: kept beside transformers, under the script, its libraries and the
// arguments. Cases of a real model (--model) are too large to keep.
inline void MakeReferenceCase(const std::string& path, const std::string& arguments) {
  const std::string folder = test::CheckoutPath("tests/reference/");
  const std::string key =
      DigestFile(folder + "bert_reference.py").xxh3_128 + DigestFile(folder + "requirements.txt").xxh3_128 + arguments;
  const std::filesystem::path kept =
      DependencyPath(fmt::format("reference/cases/{}.safetensors", Hash128Hex(key.data(), key.size())));
  if (std::filesystem::exists(kept)) {
    std::filesystem::copy_file(kept, path);
    return;
  }
  const std::string command = fmt::format("HF_HUB_OFFLINE=1 '{}' '{}bert_reference.py' --output {} {}",
                                          ReferencePythonPath(), folder, path, arguments);
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
  if (arguments.find("--model ") != std::string::npos) return;
  std::filesystem::create_directories(kept.parent_path());
  const std::string partial = fmt::format("{}.{}", kept.string(), ::getpid());
  std::filesystem::copy_file(path, partial);
  std::filesystem::rename(partial, kept);
}

}  // namespace linkbert::test
