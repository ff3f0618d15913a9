// TaskConfig: what a fine-tuned model's config.json says of its task, so that evaluating it needs nothing else.
//
// Under Hugging Face's names: architectures, id2label, label2id, problem_type; and under "linkbert" what those have no
// place for. Errors: kInput naming file and key.
#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/model/bert_config.h"
#include "core/tasks/classification_data.h"

namespace linkbert {

struct TaskConfig {
  std::string task = "sequence_classification";
  std::string metric = "accuracy";  // the one a table shows first
  std::int64_t max_length = 128;    // tokens
  LabelSet labels;
};

// The whole config.json.
nlohmann::ordered_json ToJson(const BertConfig& config, const TaskConfig& task);

// Throws kInput where the folder's config.json names no such task.
TaskConfig ReadTaskConfig(const std::string& model_folder, const std::string& task);

}  // namespace linkbert
