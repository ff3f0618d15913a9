// The task type "question_answering": the answer to a question is a span of its context (SQuAD 1.1 and 2.0, MRQA).
#pragma once
#include "core/finetuning/task_registry.h"

namespace linkbert {

void RegisterQuestionAnswering(TaskRegistry& registry);

}  // namespace linkbert
