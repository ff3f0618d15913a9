// FinetuningInputs: what every seed of a fine-tuning run shares: where it begins, its labels, its examples.
//
// Flow: FinetuneConfiguration -> [FinetuningInputs] -> FinetuningRun. Read once a process. Immutable.
// Errors: kConfiguration for keys that are missing or do not fit the model, kInput for the files.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "core/checkpoint/checkpoint_format.h"
#include "core/checkpoint/model_folder.h"
#include "core/checkpoint/model_tokenizer.h"
#include "core/tasks/task_config.h"
#include "launch/configuration/finetune_configuration.h"

namespace linkbert {

class FinetuningInputs {
 public:
  explicit FinetuningInputs(const FinetuneConfiguration& configuration);

  const ModelFolder& model_folder() const { return model_; }
  const std::string& start_name() const { return start_name_; }  // as results name the model it begins from
  const std::string& data_name() const { return data_name_; }
  const BertConfig& model_config() const { return config_; }
  const TaskConfig& task() const { return task_; }
  const ClassificationData& train() const { return train_; }
  const std::optional<ClassificationData>& dev() const { return dev_; }
  const std::optional<ClassificationData>& test() const { return test_; }
  const std::string& fingerprint() const { return fingerprint_; }  // of the files

  ModelFiles files() const;  // of the model to be written

 private:
  void ReadModel(const FinetuneConfiguration& configuration);
  void ReadData(const FinetuneConfiguration& configuration);

  ModelFolder model_;
  std::string start_name_, data_name_, fingerprint_;
  BertConfig config_;
  std::unique_ptr<const ModelTokenizer> tokenizer_;
  TaskConfig task_;
  ClassificationData train_;
  std::optional<ClassificationData> dev_, test_;
};

}  // namespace linkbert
