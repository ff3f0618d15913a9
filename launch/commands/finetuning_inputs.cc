#include "launch/commands/finetuning_inputs.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/hash.h"
#include "core/tasks/epoch_order.h"

namespace linkbert {
namespace {

namespace fs = std::filesystem;

// The last part of a path that tells models apart: "runs/links/checkpoints/step-00000300" -> "links".
std::string NameOf(const std::string& folder) {
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

ClassificationData Select(const ClassificationData& all, const std::vector<std::uint64_t>& examples) {
  ClassificationData chosen;
  for (const std::uint64_t i : examples) {
    chosen.ids.push_back(all.ids[i]);
    chosen.features.push_back(all.features[i]);
    chosen.labels.push_back(all.labels[i]);
  }
  return chosen;
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
  config_ = ReadBertConfig(model_.path + "/" + kConfigFile);
  if (c.task.max_length > config_.max_position_embeddings) {
    throw Fail(ErrorCode::kConfiguration, "task.max_length is {}, but {} has only {} positions.", c.task.max_length,
               model_.path, config_.max_position_embeddings);
  }
  tokenizer_ = std::make_unique<const ModelTokenizer>(model_.path, config_);
  start_name_ = c.model.name.empty() ? NameOf(c.model.from) : c.model.name;
  if (c.model.name.empty() && c.model.random_weights) start_name_ += ", random weights";
}

void FinetuningInputs::ReadData(const FinetuneConfiguration& c) {
  data_name_ = NameOf(c.data.folder);
  task_ = {.task = c.task.type, .metric = c.task.metric, .max_length = c.task.max_length, .labels = {}};
  std::string digests;
  const auto path_of = [&](const char* part) { return fmt::format("{}/{}.json", c.data.folder, part); };
  const auto read = [&](const char* part) {
    digests += DigestFile(path_of(part)).xxh3_128;
    return BuildClassificationData(path_of(part), task_.labels, tokenizer_->tokenizer(), task_.max_length);
  };
  task_.labels = LabelSet::Of(ReadClassificationExamples(path_of("train")), path_of("train"));
  const ClassificationData all = read("train");
  train_ = Select(all, ChooseExamples(all.ids.size(), static_cast<std::uint64_t>(c.training.max_train_samples)));
  if (fs::exists(path_of("dev"))) dev_ = read("dev");
  if (fs::exists(path_of("test"))) test_ = read("test");
  if (!dev_ && !test_) {
    throw Fail(ErrorCode::kInput, "{}: has neither dev.json nor test.json, wanted one of them to score on.",
               c.data.folder);
  }
  fingerprint_ = Hash128Hex(digests.data(), digests.size());
}

ModelFiles FinetuningInputs::files() const {
  return {.config_json = ToJson(config_, task_).dump(2) + "\n",
          .vocabulary = tokenizer_->vocabulary().ToText(),
          .lower_case = tokenizer_->lower_case(),
          .max_length = config_.max_position_embeddings};
}

}  // namespace linkbert
