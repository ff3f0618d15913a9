// The task type "multiple_choice": the right one of a question's choices (MedQA, MMLU).
#pragma once
#include "core/finetuning/task_registry.h"

namespace linkbert {

void RegisterMultipleChoice(TaskRegistry& registry);

}  // namespace linkbert
