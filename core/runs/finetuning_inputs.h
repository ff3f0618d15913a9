// FinetuningInputs: what every seed of a fine-tuning run shares: where it begins, its task, its examples.
//
// Flow: FinetuneConfiguration -> [FinetuningInputs] -> FinetuningRun. Read once a process. Immutable. The labels of
// test.json are not read here: Test() does, once a seed is trained.
// Errors: kConfiguration for keys that are missing or do not fit the model, kInput for the files.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/checkpoint/checkpoint_format.h"
#include "core/configuration/finetune_configuration.h"
#include "core/model_folders/model_folder.h"
#include "core/model_folders/model_tokenizer.h"
#include "core/tasks/builtin_tasks.h"
#include "core/weight_files/model_weights.h"

namespace linkbert {

class FinetuningInputs {
 public:
  explicit FinetuningInputs(const FinetuneConfiguration& configuration);

  const ModelFolder& model_folder() const { return model_; }
  const std::string& start_name() const { return start_name_; }  // as results name the model it begins from
  const std::string& data_name() const { return data_name_; }
  const BertConfig& model_config() const { return config_; }
  const ModelTokenizer& tokenizer() const { return *tokenizer_; }
  // Of the model it begins with, where model.add_tokens makes its table too small.
  std::optional<VocabularyGrowth> growth(std::int64_t seed) const;
  const TaskType& type() const { return tasks_.Find(task_.task); }
  const TaskConfig& task() const { return task_; }
  std::int64_t accumulation() const { return accumulation_; }  // of the mode linkbert; otherwise 1
  const TaskData& train() const { return *train_; }
  const TaskData* dev() const { return dev_.get(); }               // null where there is none
  const std::string& fingerprint() const { return fingerprint_; }  // of what it learns from and is chosen by
  std::vector<std::string> Remarks() const;                        // on the files

  bool has_test() const { return has_test_; }
  std::unique_ptr<const TaskData> Test() const;

  ModelFiles files() const;  // of the model to be written

 private:
  void ReadModel(const FinetuneConfiguration& configuration);
  void ReadData(const FinetuneConfiguration& configuration);
  std::string Part(const char* part) const { return folder_ + "/" + part + ".json"; }
  std::unique_ptr<const TaskData> Read(const TaskInput& input) const;

  TaskRegistry tasks_ = BuiltinTasks();
  ModelFolder model_;
  std::string start_name_, data_name_, folder_, fingerprint_;
  BertConfig config_;
  std::int64_t first_rows_ = 0;  // of the embedding of the model it begins with
  std::unique_ptr<const ModelTokenizer> tokenizer_;
  TaskConfig task_;
  std::int64_t accumulation_ = 1;
  std::unique_ptr<const TaskData> train_, dev_;
  bool has_test_ = false;
};

}  // namespace linkbert
