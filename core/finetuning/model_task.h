// ModelTask: what a model folder's config.json says its head was trained for, whoever wrote it.
//
// Flow: config.json -> [ModelTask] -> start_head (what a fine-tuning run takes of it), ReadTaskConfig (models of
// others). Under "linkbert" for our own models; otherwise from Hugging Face's architectures, id2label, num_labels and
// problem_type. Immutable. Errors: kInput naming file and key where id2label is no list of labels that differ.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/finetuning/label_set.h"

namespace linkbert {

inline constexpr char kOwnConfigKey[] = "linkbert";  // of config.json: what Hugging Face's keys have no place for

struct ModelTask {
  std::string type = {};          // of task; empty: of none that we know
  std::string architecture = {};  // transformers' class, for messages; empty: config.json is silent
  std::string problem_type = {};  // of sequence classification; where config.json is silent, transformers' default
  bool problem_said = false;      // config.json has it
  bool labels_said = false;       // config.json has them; otherwise they are transformers' default
  LabelSet labels = {};           // of the types that have classes

  // "BertForTokenClassification (token_classification)"
  std::string Text() const;
};

// where: for messages.
ModelTask ModelTaskOf(const nlohmann::json& config, const std::string& where);
ModelTask ReadModelTask(const std::string& model_folder);

// The labels of id2label; none where it is missing. Throws kInput.
LabelSet ReadLabels(const nlohmann::json& config, const std::string& where);

}  // namespace linkbert
