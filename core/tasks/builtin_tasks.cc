#include "core/tasks/builtin_tasks.h"

#include "core/tasks/multiple_choice/multiple_choice_type.h"
#include "core/tasks/question_answering/question_answering_type.h"
#include "core/tasks/sequence_classification/sequence_classification_type.h"
#include "core/tasks/token_classification/token_classification_type.h"

namespace linkbert {

TaskRegistry BuiltinTasks() {
  TaskRegistry registry;
  RegisterSequenceClassification(registry);
  RegisterQuestionAnswering(registry);
  RegisterTokenClassification(registry);
  RegisterMultipleChoice(registry);
  return registry;
}

}  // namespace linkbert
