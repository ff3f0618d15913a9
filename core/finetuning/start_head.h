// StartHead: what a fine-tuning run takes of the head of the model it begins with, row by row, and why.
//
// Rows are taken where they mean the same: a head of the same type of task (and of the same problem: a class, a number
// or several labels), by the names of the labels, which are compared exactly. Labels without names (LABEL_0, ...) are
// matched by place where there are as many. What has no row of its name begins anew; so does the whole head of another
// task. Labels that are mere numbers say nothing apart from each other: such a set is matched whole or not at all.
// Flow: ModelTask + TaskConfig -> [StartHead] -> LoadStartWeights, the log, run.json. Pure.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>

#include "core/finetuning/model_task.h"
#include "core/finetuning/task_config.h"
#include "core/weight_files/model_weights.h"

namespace linkbert {

// Prefixes of the parameters that may begin anew: the heads of the task types and the pooler.
std::span<const std::string> FreshParameters();

struct StartHead {
  HeadRows rows;
  std::string text;  // a sentence: what is taken, what begins anew, and why

  bool TakesAny() const;
};

// stored_rows: of the head in the model's file; 0: it has none.
StartHead MatchHead(const ModelTask& model, std::int64_t stored_rows, const TaskConfig& task);
// How many rows the head that `task` reads has in the file.
std::int64_t StoredHeadRows(std::span<const StoredTensor> tensors, const TaskConfig& task);

// {"taken": [labels], "anew": [labels], "why": the text}, for run.json.
nlohmann::json ToJson(const StartHead& head, const TaskConfig& task);

}  // namespace linkbert
