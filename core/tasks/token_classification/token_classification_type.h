// The task type "token_classification": a tag for every word (named entities, PICO).
#pragma once
#include "core/finetuning/task_registry.h"

namespace linkbert {

void RegisterTokenClassification(TaskRegistry& registry);

}  // namespace linkbert
