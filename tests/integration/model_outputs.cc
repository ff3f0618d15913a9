// model_outputs FOLDER < sequences.json > outputs.json: what our model makes of token ids, for comparison with others.
//
// FOLDER: a step folder or an export. In: [[id, ...], ...]. Out: {"hidden": [rows of all sequences], "logits": [...]}.
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/device/cpu/cpu_device.h"
#include "core/model/parameters.h"
#include "core/tasks/pretraining/pretraining_model.h"
#include "core/weight_files/model_weights.h"
#include "core/weight_files/safetensors.h"

namespace linkbert {
namespace {

Batch MakeBatch(const std::vector<std::vector<std::int32_t>>& sequences) {
  Batch batch;
  batch.cu_seqlens.push_back(0);
  for (const auto& ids : sequences) {
    batch.sample_index.push_back(batch.sample_index.size());
    batch.relation.push_back(0);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      batch.masked_rows.push_back(static_cast<std::int32_t>(batch.tokens()));
      batch.masked_labels.push_back(ids[i]);
      batch.token_ids.push_back(ids[i]);
      batch.token_type_ids.push_back(2 * i >= ids.size() ? 1 : 0);
      batch.position_ids.push_back(static_cast<std::int32_t>(i));
    }
    batch.cu_seqlens.push_back(static_cast<std::int32_t>(batch.tokens()));
  }
  return batch;
}

std::vector<std::vector<float>> Rows(const at::Tensor& tensor) {
  std::vector<std::vector<float>> rows;
  const float* data = tensor.const_data_ptr<float>();
  for (std::int64_t i = 0; i < tensor.size(0); ++i)
    rows.emplace_back(data + i * tensor.size(1), data + (i + 1) * tensor.size(1));
  return rows;
}

void Run(const std::string& folder) {
  const BertConfig config = ReadBertConfig(folder + "/config.json");
  FlatParameters parameters(HostDevice(), BertParameterSpecs(config, {}), 1 << 23, GradientMemory::kNone);
  parameters.Write([&](std::span<float> flat) { LoadModelWeights(folder, parameters.layout(), flat, {}); });
  BertPretrainingModel model(config, parameters);
  const Batch batch = MakeBatch(nlohmann::json::parse(std::cin).get<std::vector<std::vector<std::int32_t>>>());
  std::cout << nlohmann::json{{"hidden", Rows(model.HiddenStates(batch))}, {"logits", Rows(model.MlmLogits(batch))}};
}

}  // namespace
}  // namespace linkbert

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  linkbert::Run(argv[1]);
  return 0;
}
