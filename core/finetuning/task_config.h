// TaskConfig: what a fine-tuned model's config.json says of its task, so that evaluating it needs nothing else.
//
// Under Hugging Face's names: architectures, id2label, label2id, problem_type; and under "linkbert" what those have no
// place for. Errors: kInput naming file and key.
#pragma once
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/options.h"
#include "core/finetuning/label_set.h"
#include "core/model/bert_config.h"

namespace linkbert {

// How question answering cuts contexts and chooses answers; the names are those of LinkBERT's run_qa.py.
struct QuestionOptions {
  std::int64_t doc_stride = 128;  // tokens that two successive chunks of a context share
  std::int64_t n_best_size = 20;
  std::int64_t max_answer_length = 30;  // tokens
  bool version_2_with_negative = false;
  double null_score_diff_threshold = 0;
};

void Visit(OptionVisitor& visitor, QuestionOptions& options);

// What a task does where LinkBERT's scripts and what is right differ; docs/finetuning.md lists where.
inline constexpr char kDefaultMode[] = "default";    // what is right
inline constexpr char kLinkBertMode[] = "linkbert";  // what the scripts do, quirks included

struct TaskConfig {
  std::string task = "sequence_classification";
  std::string metric = "accuracy";  // the one a table shows first
  std::int64_t max_length = 128;    // tokens
  std::string problem_type = {};    // Hugging Face's, of sequence classification
  LabelSet labels = {};             // empty where a type has none
  QuestionOptions question = {};
  bool strict = false;  // of a run, not in config.json: what is otherwise counted and shown is an error
  std::string mode = kDefaultMode;

  bool AsLinkBert() const { return mode == kLinkBertMode; }
};

// The whole config.json. architecture: transformers' class.
nlohmann::ordered_json ToJson(const BertConfig& config, const TaskConfig& task, const std::string& architecture);

// The task of a fine-tuned model. task: the type wanted, or empty: whatever it is. Of a model that linkbert finetune
// did not write, metric and max_length stay empty, for CompleteTask (task_registry.h). Throws kInput where the folder's
// config.json names another type, or none and `task` is empty.
TaskConfig ReadTaskConfig(const std::string& model_folder, const std::string& task);

}  // namespace linkbert
