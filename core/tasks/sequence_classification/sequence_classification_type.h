// The task type "sequence_classification": a class, a number or several labels for one text or two (GLUE, BLURB).
#pragma once
#include "core/finetuning/task_registry.h"

namespace linkbert {

void RegisterSequenceClassification(TaskRegistry& registry);

}  // namespace linkbert
