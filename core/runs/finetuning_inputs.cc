#include "core/runs/finetuning_inputs.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/hash.h"
#include "data/datasets/label_names.h"
#include "data/tokens/added_token_json.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;

// The last part of a path that tells models apart: "runs/links/checkpoints/step-00000300" -> "links".
std::string StartName(const std::string& folder) {
  fs::path path = fs::absolute(folder + "/").parent_path().lexically_normal();
  while (path.has_filename() && (path.filename() == "model" || path.filename() == kCheckpointsFolder ||
                                 ParseStepFolderName(path.filename().string()))) {
    path = path.parent_path();
  }
  return path.filename().string();
}

void Require(const std::string& value, const char* key, const char* wanted) {
  if (!value.empty()) return;
  throw Fail(ErrorCode::kConfiguration, "{} is empty, wanted {}: --set {}=DIR.", key, wanted, key);
}

}  // namespace

FinetuningInputs::FinetuningInputs(const FinetuneConfiguration& configuration) {
  Require(configuration.model.from, "model.from", "the model to begin from");
  Require(configuration.data.folder, "data.folder", "a folder that `linkbert prepare-task` wrote");
  ReadModel(configuration);
  ReadData(configuration);
}

void FinetuningInputs::ReadModel(const FinetuneConfiguration& c) {
  model_ = ResolveModelFolder(c.model.from);
  config_ = ReadBertConfig(ModelConfigPath(model_.path));
  tokenizer_ = std::make_unique<const ModelTokenizer>(model_.path, config_,
                                                      ParseAddedTokens(c.model.add_tokens, "model.add_tokens"));
  first_rows_ = config_.vocab_size;
  // Rows that the model's table has beyond its tokens are taken first.
  config_.vocab_size = std::max<std::int64_t>(config_.vocab_size, tokenizer_->vocabulary().size());
  start_name_ = c.model.name.empty() ? StartName(c.model.from) : c.model.name;
  if (c.model.name.empty() && c.model.random_weights) start_name_ += ", random weights";
}

void FinetuningInputs::ReadData(const FinetuneConfiguration& c) {
  folder_ = c.data.folder;
  data_name_ = StartName(folder_);
  task_ = SettleTask(tasks_.Find(c.task.type), c.task, Part("train"), config_.max_position_embeddings);
  if (task_.AsLinkBert()) accumulation_ = c.training.accumulation;
  if (c.training.loop.global_batch % accumulation_ != 0) {
    throw Fail(ErrorCode::kConfiguration,
               "training.global_batch is {}, wanted a multiple of training.accumulation, {}.",
               c.training.loop.global_batch, accumulation_);
  }
  train_ = Read({.path = Part("train"),
                 .purpose = TaskPurpose::kTraining,
                 .max_examples = c.training.max_train_samples,
                 .fraction = c.training.train_fraction});
  std::string digests = DigestFile(Part("train")).xxh3_128;
  if (const std::string names = LabelNameFile(Part("train")); !names.empty()) digests += DigestFile(names).xxh3_128;
  if (fs::exists(Part("dev"))) {
    dev_ = Read({.path = Part("dev"), .purpose = TaskPurpose::kScoring});
    digests += DigestFile(Part("dev")).xxh3_128;
  }
  has_test_ = fs::exists(Part("test"));
  // A mistake in the texts is found now; the labels are nobody's business before a seed is trained.
  if (has_test_) Read({.path = Part("test"), .purpose = TaskPurpose::kPrediction});
  if (!dev_ && !has_test_) {
    throw Fail(ErrorCode::kInput, "{}: has neither dev.json nor test.json, wanted one of them to score on.", folder_);
  }
  if (!dev_ && ModelSelection(c.selection, task_.metric).EvaluateEvery(1) > 0) {
    throw Fail(ErrorCode::kConfiguration,
               "selection.rule, evaluate_epochs or patience asks for scores on dev, but {} has no dev.json.", folder_);
  }
  fingerprint_ = Hash128Hex(digests.data(), digests.size());
}

std::unique_ptr<const TaskData> FinetuningInputs::Read(const TaskInput& input) const {
  return type().Read(input, task_, tokenizer_->tokenizer());
}

std::unique_ptr<const TaskData> FinetuningInputs::Test() const {
  return Read({.path = Part("test"), .purpose = TaskPurpose::kScoring});
}

std::vector<std::string> FinetuningInputs::Remarks() const {
  std::vector<std::string> remarks = train_->Remarks();
  if (!dev_) return remarks;
  for (std::string& remark : dev_->Remarks()) remarks.push_back(std::move(remark));
  return remarks;
}

std::optional<VocabularyGrowth> FinetuningInputs::growth(std::int64_t seed) const {
  if (config_.vocab_size == first_rows_) return std::nullopt;
  return VocabularyGrowth{.old_rows = first_rows_, .seed = static_cast<std::uint64_t>(seed)};
}

ModelFiles FinetuningInputs::files() const {
  return {
      .config_json = ToJson(config_, task_, type().Architecture()).dump(2) + "\n",
      .tokenizer = TokenizerFiles(tokenizer_->vocabulary(), tokenizer_->normalizer(), config_.max_position_embeddings)};
}

}  // namespace linkbert
